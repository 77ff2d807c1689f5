import sys

from elkvision.gateway.delivery.app import main

sys.exit(main())
