import sys

from tools.grafana.making import main

sys.exit(main())
