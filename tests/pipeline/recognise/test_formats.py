"""Time and level of one line each of the formats that logs come in. Every line here is our own."""

import time
from datetime import UTC, datetime

import pytest

from elkvision.core.wire import iso_of_ns
from elkvision.pipeline.recognise import recognise

RECEIVED_MS = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp() * 1000)

#: line, time in UTC (None: none is there), level (None: none is there), what else is seen
LINES = [
    # general headers
    ("2024-05-06 07:08:09,123 ERROR [main] org.shop.Cart: no price", "2024-05-06T07:08:09.123Z", "error", {"logger": "org.shop.Cart"}),
    ("2024-05-06 07:08:09.123  WARN 4711 --- [nio-8080-exec-1] o.s.w.s.Dispatcher : slow", "2024-05-06T07:08:09.123Z", "warning", {"logger": "o.s.w.s.Dispatcher"}),
    ("2024-05-06 07:08:09,123 - shop.cart - WARNING - no price", "2024-05-06T07:08:09.123Z", "warning", {"logger": "shop.cart"}),
    ("2024-05-06 07:08:09,123 - INFO  [QuorumPeer[myid=2]/0.0.0.0:2181:Leader@412] - election", "2024-05-06T07:08:09.123Z", "info", {}),
    ("2024-05-06T07:08:09.123456789+02:00 DEBUG http: GET /", "2024-05-06T05:08:09.123456789Z", "debug", {}),
    ("2024-05-06T07:08:09Z\tinfo\tserver/main.go:12\tlistening", "2024-05-06T07:08:09.000Z", "info", {}),
    ("2024-05-06T07:08:09.000Z error: payment refused", "2024-05-06T07:08:09.000Z", "error", {}),
    ("2024-05-06T07:08:09Z [warn] cache is cold", "2024-05-06T07:08:09.000Z", "warning", {}),
    ("[2024-05-06 07:08:09 +0000] [311] [INFO] Booting worker", "2024-05-06T07:08:09.000Z", "info", {}),
    ("[2024-05-06 07:08:09,123: ERROR/MainProcess] Task failed", "2024-05-06T07:08:09.123Z", "error", {}),
    ("[2024-05-06 07:08:09] production.ERROR: Undefined index", "2024-05-06T07:08:09.000Z", "error", {}),
    ("[2024-05-06T07:08:09.123] [WARN] cart - low stock", "2024-05-06T07:08:09.123Z", "warning", {}),
    ("[2024-05-06 07:08:09,123] INFO [Log partition=orders-1] rolled (kafka.log.Log)", "2024-05-06T07:08:09.123Z", "info", {}),
    ("INFO  [main] 2024-05-06 07:08:09,123 StorageService.java:77 - joined", "2024-05-06T07:08:09.123Z", "info", {}),
    ("WARN 2024-05-06 07:08:09,123 basehttp 17 12345 slow", "2024-05-06T07:08:09.123Z", "warning", {}),
    ("2024-05-06 07:08:09.123456+00:00 [info] <0.222.0> accepting connection", "2024-05-06T07:08:09.123456Z", "info", {}),
    ("2024-05-06 07:08:09.123 [Warning] Shop.Cart: low", "2024-05-06T07:08:09.123Z", "warning", {}),
    ("2024-05-06 07:08:09.123 +01:00 [ERR] Unhandled", "2024-05-06T06:08:09.123Z", "error", {}),
    ("2024/05/06 07:08:09 server started", "2024-05-06T07:08:09.000Z", None, {}),
    ("2024/05/06 07:08:09.123456 main.go:12: ready", "2024-05-06T07:08:09.123456Z", None, {}),
    ("2024/05/06 07:08:09 [error] 31#31: *7 connect() failed", "2024-05-06T07:08:09.000Z", "error", {}),
    ("20240506 07:08:09 INFO ready", "2024-05-06T07:08:09.000Z", "info", {}),
    ("20240506T070809Z ready", "2024-05-06T07:08:09.000Z", None, {}),
    ("06-May-2024 07:08:09.123 SEVERE [main] org.apache.catalina.Startup.x failed", "2024-05-06T07:08:09.123Z", "error", {}),
    ("May 06, 2024 7:08:09 PM org.shop.Cart add", "2024-05-06T19:08:09.000Z", None, {}),
    ("05/06/2024 07:08:09 PM - ERROR - till is stuck", "2024-05-06T19:08:09.000Z", "error", {}),
    ("06.05.2024 07:08:09 WARN Kasse", "2024-05-06T07:08:09.000Z", "warning", {}),
    ("Mon, 06 May 2024 07:08:09 GMT hello", "2024-05-06T07:08:09.000Z", None, {}),
    ("Mon May  6 07:08:09 UTC 2024 hello", "2024-05-06T07:08:09.000Z", None, {}),
    ("1714979289.123 404 10.0.0.1 TCP_MISS/200", "2024-05-06T07:08:09.123Z", None, {}),
    ("1714979289123 INFO ready", "2024-05-06T07:08:09.123Z", "info", {}),
    ("web_1  | 2024-05-06 07:08:09 INFO ready", "2024-05-06T07:08:09.000Z", "info", {}),
    ("07:08:09.123 [main] INFO org.shop.Cart - ready", None, "info", {}),
    ("INFO:     127.0.0.1:5512 - \"GET / HTTP/1.1\" 200 OK", None, "info", {}),
    ("ERROR: relation is missing", None, "error", {}),
    ("[ERROR] Failed to execute goal", None, "error", {}),
    ("WARNING:shop.cart:low stock", None, "warning", {"logger": "shop.cart"}),
    ("fail: Shop.Payments.Gateway[12]", None, "error", {"logger": "Shop.Payments.Gateway"}),
    ("time=2024-05-06T07:08:09Z level=warn msg=\"low stock\" logger=cart", "2024-05-06T07:08:09.000Z", "warning", {"logger": "cart"}),
    ("ts=1714979289.5 caller=main.go:1 level=error err=\"no\"", "2024-05-06T07:08:09.500Z", "error", {}),
    ("level=info msg=ready", None, "info", {}),
    ("2024-05-06 07:08:09:123 INFO ready", "2024-05-06T07:08:09.123Z", "info", {}),
    ("2024-05-06 07:08:09,123:ERROR:certbot:no", "2024-05-06T07:08:09.123Z", "error", {}),
    ("[2024-05-06T07:08:09,123][WARN ][o.e.c.DiskMonitor] [node-1] high", "2024-05-06T07:08:09.123Z", "warning", {}),
    ("2024.05.06 07:08:09.123456 [ 42 ] {} <Error> TCPHandler: Code: 210", "2024-05-06T07:08:09.123456Z", "error", {}),
    ("|2024-05-06 07:08:09|ERROR|till is stuck", "2024-05-06T07:08:09.000Z", "error", {}),
    ("[ERROR] [1714979289.123] [node]: no", "2024-05-06T07:08:09.123Z", "error", {}),
    ("[07:08:09 INF] Started", None, "info", {}),
    # syslog
    ("<34>May  6 07:08:09 till-1 payd[77]: card refused", "2025-05-06T07:08:09.000Z", "critical", {"host": "till-1", "service": "payd", "attributes": {"process": {"pid": 77}}}),
    ("<13>May 06 07:08:09 till-1 alice: hello", "2025-05-06T07:08:09.000Z", "notice", {"host": "till-1"}),
    ("<165>1 2024-05-06T07:08:09.003Z till-1 evntslog 12 ID47 [x@1 a=\"1\\\"2\"] hello", "2024-05-06T07:08:09.003Z", "notice",
     {"host": "till-1", "service": "evntslog", "attributes": {"process": {"pid": 12}, "syslog": {"msgid": "ID47", "structured_data": {"x@1": {"a": "1\"2"}}}}}),
    ("<14>1 - - - - - - nothing known", None, "info", {}),
    ("<3>usb is gone", None, "error", {}),
    ("May  6 07:08:09 till-1 sshd[9]: Accepted publickey for alice", "2025-05-06T07:08:09.000Z", None, {"host": "till-1", "service": "sshd"}),
    ("May 26 2024 07:08:09 till-1 sshd[9]: error: bad key", "2024-05-26T07:08:09.000Z", None, {"host": "till-1"}),
    ("May 26 07:08:09 till-1 app[9]: ERROR: no price", "2025-05-26T07:08:09.000Z", "error", {"service": "app"}),
    ("May 26 07:08:09 till-1 logrotate: ALERT exited abnormally with [1]", "2025-05-26T07:08:09.000Z", None, {}),
    ("May 26 07:08:09 till-1 --- last message repeated 2 times ---", "2025-05-26T07:08:09.000Z", None, {}),
    ("2024-05-06T07:08:09.123456+00:00 till-1 cron[5]: (root) CMD (x)", "2024-05-06T07:08:09.123456Z", None, {"host": "till-1", "service": "cron"}),
    # web
    ("10.1.2.3 - alice [06/May/2024:09:08:09 +0200] \"GET /cart HTTP/1.1\" 500 123 \"-\" \"curl/8\"", "2024-05-06T07:08:09.000Z", None,
     {"attributes": {"client": {"address": "10.1.2.3"}, "http": {"request": {"method": "GET"}, "response": {"status_code": 500, "bytes": 123}}, "url": {"original": "/cart"}, "user_agent": {"original": "curl/8"}}}),
    ("[Mon May 06 07:08:09 2024] [error] [client 10.1.2.3] File does not exist", "2024-05-06T07:08:09.000Z", "error", {}),
    ("[Mon May 06 07:08:09.123456 2024] [core:warn] [pid 12:tid 13] AH00111", "2024-05-06T07:08:09.123456Z", "warning", {"attributes": {"process": {"pid": 12}}}),
    ("10.1.2.3:5512 [06/May/2024:07:08:09.123] web~ app/app1 0/0/1/2/3 200 512", "2024-05-06T07:08:09.123Z", None, {}),
    ("2024-05-06 07:08:09 10.0.0.1 GET /default.htm - 80 - 10.1.2.3 curl/8 - 500 0 0 15", "2024-05-06T07:08:09.000Z", None, {}),
    # databases
    ("2024-05-06 07:08:09.123 UTC [77] shop@orders LOG:  checkpoint starting", "2024-05-06T07:08:09.123Z", "info", {}),
    ("2024-05-06 07:08:09.123 CEST [77] FATAL:  role \"bob\" does not exist", "2024-05-06T05:08:09.123Z", "critical", {"attributes": {"process": {"pid": 77}}}),
    ("2024-05-06T07:08:09.123456Z 0 [Warning] [MY-010068] CA certificate is self signed", "2024-05-06T07:08:09.123456Z", "warning", {}),
    ("240506  7:08:09 [Note] InnoDB: ready", "2024-05-06T07:08:09.000Z", "notice", {}),
    ("77:M 06 May 2024 07:08:09.123 # Out of memory soon", "2024-05-06T07:08:09.123Z", "warning", {"attributes": {"process": {"pid": 77}}}),
    ("2024-05-06T07:08:09.123+0000 I NETWORK  [conn7] end connection", "2024-05-06T07:08:09.123Z", "info", {"logger": "NETWORK"}),
    # programs
    ("I0206 07:08:09.123456      12 main.go:7] ready", "2026-02-06T07:08:09.123456Z", "info", {"logger": "main.go"}),
    ("E20240506 07:08:09.123456 12 store.cc:7] gone", "2024-05-06T07:08:09.123456Z", "error", {}),
    ("W, [2024-05-06T07:08:09.123456 #42]  WARN -- cart: low", "2024-05-06T07:08:09.123456Z", "warning", {"logger": "cart"}),
    ("[E 240506 07:08:09 web:1] boom", "2024-05-06T07:08:09.000Z", "error", {}),
    ("[06-May-2024 07:08:09 UTC] PHP Warning:  no price in /srv/x.php on line 7", "2024-05-06T07:08:09.000Z", "warning", {}),
    ("2024-05-06T07:08:09.123456789Z stderr F level=error msg=\"no\"", "2024-05-06T07:08:09.123456789Z", "error", {"attributes": {"stream": "stderr"}}),
    ("2024-05-06T07:08:09.123456789Z stdout F {\"level\":\"warn\",\"msg\":\"x\"}", "2024-05-06T07:08:09.123456789Z", "warning", {}),
    # android
    ("05-06 07:08:09.123  1200  1201 W CartService: slow", "2025-05-06T07:08:09.123Z", "warning", {"logger": "CartService", "attributes": {"process": {"pid": 1200}}}),
    ("05-06 07:08:09.123 E/CartService( 1200): boom", "2025-05-06T07:08:09.123Z", "error", {"logger": "CartService"}),
    ("D/CartService( 1200): tick", None, "debug", {"logger": "CartService"}),
    # big machines
    ("- 1714979289 2024.05.06 R01-M0-N1-C:J03-U11 2024-05-06-00.08.09.250000 R01-M0-N1-C:J03-U11 RAS KERNEL INFO parity corrected", "2024-05-06T07:08:09.250Z", "info",
     {"host": "R01-M0-N1-C:J03-U11", "logger": "KERNEL"}),
    ("KERNSTOR 1714979289 2024.05.06 R01-M0 2024-05-06-00.08.09.250000 R01-M0 RAS KERNEL FATAL data storage interrupt", "2024-05-06T07:08:09.250Z", "critical", {}),
    ("- 1714979289 2024.05.06 NULL 2024-05-06-00.08.09.250000 NULL RAS BGLMASTER FAILURE ciodb exited", "2024-05-06T07:08:09.250Z", "error", {}),
    ("- 1714979289 2024.05.06 UNKNOWN_LOCATION 2024-05-06-00.08.09.250000 UNKNOWN_LOCATION NULL HARDWARE SEVERE fan", "2024-05-06T07:08:09.250Z", "error", {}),
    ("- 1714979289 2024.05.06 dn12 May 6 00:08:09 dn12/dn12 crond(pam_unix)[2915]: session opened for user alice", "2024-05-06T07:08:09.000Z", None,
     {"host": "dn12", "service": "crond(pam_unix)"}),
    ("VAPI 1714979289 2024.05.06 dn12 May 6 00:08:09 dn12/dn12 kernel: ERROR in the fabric", "2024-05-06T07:08:09.000Z", None, {"service": "kernel"}),
    ("4711 node-12 unix.hw state_change.unavailable 1714979289 1 Component is not available", "2024-05-06T07:08:09.000Z", None, {"host": "node-12", "logger": "unix.hw"}),
    ("4711 Interconnect-0N00 switch_module configured out 1714979289 1", "2024-05-06T07:08:09.000Z", None, {"logger": "switch_module"}),
    ("240506 070809 17 WARN dfs.DataNode$Sender: slow", "2024-05-06T07:08:09.000Z", "warning", {"logger": "dfs.DataNode$Sender"}),
    ("24/05/06 07:08:09 INFO storage.BlockManager: stored", "2024-05-06T07:08:09.000Z", "info", {"logger": "storage.BlockManager"}),
    ("nova-api.log.1.2024-05-06_06:00:00 2024-05-06 07:08:09.123 257 INFO nova.api.wsgi [req-1 - -] GET", "2024-05-06T07:08:09.123Z", "info", {"logger": "nova.api.wsgi"}),
    # desktops and phones
    ("2024-05-06 07:08:09, Info                  CBS    Loaded the stack", "2024-05-06T07:08:09.000Z", "info", {}),
    ("2024-05-06 07:08:09, Error                 CSI    0000001a (F) failed", "2024-05-06T07:08:09.000Z", "error", {}),
    ("May  6 07:08:09 alices-macbook kernel[0]: wake reason", "2025-05-06T07:08:09.000Z", None, {"host": "alices-macbook", "service": "kernel"}),
    ("May  6 07:08:09 alices-macbook com.apple.xpc.launchd[1] (com.apple.quicklook[512]): exited", "2025-05-06T07:08:09.000Z", None, {"host": "alices-macbook"}),
    ("May  6 07:08:09 alices-macbook Google Chrome Helper[512]: [CardPlugin-ERROR] no card", "2025-05-06T07:08:09.000Z", None, {"service": "Google Chrome Helper"}),
    ("20240506-7:8:9:45|Step_Counter|30002312|onStand 3579", "2024-05-06T07:08:09.045Z", None, {"logger": "Step_Counter"}),
    ("20240506-07:08:09:606|Step_Counter|30002312|error in totals", "2024-05-06T07:08:09.606Z", None, {}),
    ("[05.06 07:08:09] browser.exe - proxy.acme.test:5070 open through proxy", "2025-05-06T07:08:09.000Z", None, {"service": "browser.exe"}),
    ("[05.06 07:08:09] browser.exe *64 - x.acme.test:443 error : Could not connect", "2025-05-06T07:08:09.000Z", None, {}),
    # prose
    ("the error was on our side", None, None, {}),
    ("Error handling is described elsewhere", None, None, {}),
    ("2024-05-06 07:08:09 error handling was improved", "2024-05-06T07:08:09.000Z", None, {}),
    ("2024-05-06 07:08:09 We saw an ERROR yesterday", "2024-05-06T07:08:09.000Z", None, {}),
    ("Order 1714979289 failed with error level 7", None, None, {}),
    ("info@acme.test wrote a mail", None, None, {}),
    ("", None, None, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    "unit", ["[", "(", "a ", "1 ", " ", "\t", "12:", "=", "a=", "INFO", "[a]", "x[1] (", "/", "|", '"']
)
@pytest.mark.parametrize(
    "head",
    ["", "2024-05-06 07:08:09 ", "2024-05-06 07:08:09 UTC [1] ", "May  6 07:08:09 ", "<34>1 - ", "10.1.2.3 - - ["],
)
def test_no_line_takes_long(head, unit):
    line = head + unit * 100_000
    began = time.perf_counter()
    for _ in range(3):
        recognise(line, RECEIVED_MS, None)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(("line", "moment", "level", "more"), LINES, ids=[line[:60] for line, *_ in LINES])
def test_a_line_says_its_time_and_level(line, moment, level, more):
    found = recognise(line, RECEIVED_MS, None)
    assert (iso_of_ns(found["@timestamp"]) if "@timestamp" in found else None, found.get("level")) == (moment, level)
    assert {name: found.get(name) for name in more} == more
