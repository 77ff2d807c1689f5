"""The filters. Each is a module or package of its own, named as in a configuration, with a `PLUGIN` in it."""
