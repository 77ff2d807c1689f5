import sys

from tools.kibana.making import main

sys.exit(main())
