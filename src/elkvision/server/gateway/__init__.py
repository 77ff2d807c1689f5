"""Gateways, as the server asks them: the one in this data folder on its sockets, or those that `ELKVISION_INTAKE_URL` and
`ELKVISION_DELIVERY_URL` name."""
