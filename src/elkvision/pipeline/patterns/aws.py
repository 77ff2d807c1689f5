"""Amazon: access logs of S3, of load balancers and of CloudFront."""

from typing import Final

from elkvision.pipeline.patterns.tables import column, known, maybe, row

_CREDENTIALS: Final = "(?::[^@]*)?@"

_S3_LEGACY: Final = row(
    " ",
    known("WORD", "owner"), known("NOTSPACE", "bucket"), r"\[%{HTTPDATE:timestamp}\]", maybe("IP", "clientip"),
    known("NOTSPACE", "requester"), known("NOTSPACE", "request_id"), known("NOTSPACE", "operation"),
    known("NOTSPACE", "key"), '(?:"%{S3_REQUEST_LINE}"|"-"|-)', maybe("INT", "response:int"),
    maybe("NOTSPACE", "error_code"), maybe("INT", "bytes:int"), maybe("INT", "object_size:int"),
    maybe("INT", "request_time_ms:int"), maybe("INT", "turnaround_time_ms:int"), maybe("QS", "referrer"),
    '(?:"?%{QS:agent}"?|-)', maybe("NOTSPACE", "version_id"),
)  # fmt: skip

_S3: Final = "[aws][s3access]"
_S3_ECS: Final = row(
    " ",
    known("WORD", f"{_S3}[bucket_owner]"), known("NOTSPACE", f"{_S3}[bucket]"), r"\[%{HTTPDATE:timestamp}\]",
    maybe("IP", "[client][ip]"), maybe("NOTSPACE", "[client][user][id]"), known("NOTSPACE", f"{_S3}[request_id]"),
    known("NOTSPACE", f"{_S3}[operation]"), maybe("NOTSPACE", f"{_S3}[key]"),
    f'(?:-|"%{{S3_REQUEST_LINE:{_S3}[request_uri]}}")', maybe("INT", "[http][response][status_code]:int"),
    maybe("NOTSPACE", f"{_S3}[error_code]"), maybe("INT", f"{_S3}[bytes_sent]:int"),
    maybe("INT", f"{_S3}[object_size]:int"), maybe("INT", f"{_S3}[total_time]:int"),
    maybe("INT", f"{_S3}[turn_around_time]:int"), f'"{maybe("DATA", "[http][request][referrer]")}"',
    f'"{maybe("DATA", "[user_agent][original]")}"', maybe("NOTSPACE", f"{_S3}[version_id]"),
)  # fmt: skip
#: Columns that S3 writes since 2019.
_S3_NEWER: Final = row(
    " ",
    maybe("NOTSPACE", f"{_S3}[host_id]"), maybe("NOTSPACE", f"{_S3}[signature_version]"),
    maybe("NOTSPACE", "[tls][cipher]"), maybe("NOTSPACE", f"{_S3}[authentication_type]"),
    maybe("NOTSPACE", f"{_S3}[host_header]"), maybe("NOTSPACE", f"{_S3}[tls_version]"),
)  # fmt: skip

_ELB_LEGACY: Final = row(
    " ",
    known("TIMESTAMP_ISO8601", "timestamp"), known("NOTSPACE", "elb"), "%{IP:clientip}:%{INT:clientport:int}",
    "(?:%{IP:backendip}:?:%{INT:backendport:int}|-)", known("NUMBER", "request_processing_time:float"),
    known("NUMBER", "backend_processing_time:float"), known("NUMBER", "response_processing_time:float"),
    known("INT", "response:int"), maybe("INT", "backend_response:int"), known("INT", "received_bytes:int"),
    known("INT", "bytes:int"), '"%{ELB_REQUEST_LINE}"',
)  # fmt: skip

_ELB: Final = "[aws][elb]"
_ELB_ECS: Final = row(
    " ",
    known("TIMESTAMP_ISO8601", "timestamp"), known("NOTSPACE", f"{_ELB}[name]"),
    "%{IP:[source][ip]}:%{INT:[source][port]:int}",
    f"(?:-|%{{IP:{_ELB}[backend][ip]}}:%{{INT:{_ELB}[backend][port]:int}})",
    *(
        column("NUMBER", f"{_ELB}[{part}_processing_time][sec]:float", empty="-1")
        for part in ("request", "backend", "response")
    ),
    known("INT", "[http][response][status_code]:int"),
    maybe("INT", f"{_ELB}[backend][http][response][status_code]:int"),
    known("INT", "[http][request][body][bytes]:int"), known("INT", "[http][response][body][bytes]:int"),
    '"%{ELB_REQUEST_LINE}"',
)  # fmt: skip
_ELB_CLIENT: Final = row(
    " ",
    f'"{maybe("DATA", "[user_agent][original]")}"', maybe("NOTSPACE", "[tls][cipher]"),
    maybe("NOTSPACE", f"{_ELB}[ssl_protocol]"),
)  # fmt: skip

_MOMENT: Final = r"(?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY}\t%{TIME})"

_CLOUDFRONT_LEGACY: Final = row(
    r"\t",
    _MOMENT, known("WORD", "x_edge_location"), maybe("NUMBER", "sc_bytes:int"), known("IPORHOST", "clientip"),
    known("WORD", "cs_method"), known("HOSTNAME", "cs_host"), known("NOTSPACE", "cs_uri_stem"),
    known("NUMBER", "sc_status:int"),
    *(known("GREEDYDATA", field) for field in ("referrer", "agent", "cs_uri_query", "cookies")),
    known("WORD", "x_edge_result_type"), known("NOTSPACE", "x_edge_request_id"), known("HOSTNAME", "x_host_header"),
    known("URIPROTO", "cs_protocol"), known("INT", "cs_bytes:int"), known("GREEDYDATA", "time_taken:float"),
    *(
        known("GREEDYDATA", field)
        for field in ("x_forwarded_for", "ssl_protocol", "ssl_cipher", "x_edge_response_result_type")
    ),
)  # fmt: skip

_FRONT: Final = "[aws][cloudfront]"
_CLOUDFRONT_ECS: Final = row(
    r"\t",
    _MOMENT, known("CLOUDFRONT_EDGE_LOCATION", f"{_FRONT}[x_edge_location]"), maybe("INT", "[destination][bytes]:int"),
    known("IPORHOST", "[source][ip]"), known("WORD", "[http][request][method]"), known("HOSTNAME", "[url][domain]"),
    known("NOTSPACE", "[url][path]"), column("INT", "[http][response][status_code]:int", empty="000"),
    maybe("DATA", "[http][request][referrer]"), known("DATA", "[user_agent][original]"), maybe("DATA", "[url][query]"),
    maybe("DATA", f"{_FRONT}[http][request][cookie]"), known("WORD", f"{_FRONT}[x_edge_result_type]"),
    known("NOTSPACE", f"{_FRONT}[x_edge_request_id]"), known("HOSTNAME", f"{_FRONT}[http][request][host]"),
    known("URIPROTO", "[network][protocol]"), maybe("INT", "[source][bytes]:int"),
    known("NUMBER", f"{_FRONT}[time_taken]:float"), maybe("IP", "[network][forwarded_ip]"),
    maybe("DATA", f"{_FRONT}[ssl_protocol]"), maybe("NOTSPACE", "[tls][cipher]"),
    known("WORD", f"{_FRONT}[x_edge_response_result_type]"),
)  # fmt: skip
#: Columns that only the longer form has.
_CLOUDFRONT_MORE: Final = row(
    r"\t",
    r"(?:-|HTTP/%{NUMBER:[http][version]})", maybe("DATA", f"{_FRONT}[fle_status]"),
    maybe("DATA", f"{_FRONT}[fle_encrypted_fields]"), known("INT", "[source][port]:int"),
    known("NUMBER", f"{_FRONT}[time_to_first_byte]:float"), maybe("DATA", f"{_FRONT}[x_edge_detailed_result_type]"),
    maybe("NOTSPACE", "[http][request][mime_type]"), maybe("INT", f"{_FRONT}[http][request][size]:int"),
    maybe("INT", f"{_FRONT}[http][request][range][start]:int"), maybe("INT", f"{_FRONT}[http][request][range][end]:int"),
)  # fmt: skip

LEGACY: Final = {
    "S3_REQUEST_LINE": "(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})",
    "S3_ACCESS_LOG": _S3_LEGACY,
    "ELB_URIPATHPARAM": "%{URIPATH:path}%{URIPARAM:params}?",
    "ELB_URI": f"%{{URIPROTO:proto}}://(?:%{{USER}}{_CREDENTIALS})?%{{URIHOST:urihost}}?%{{ELB_URIPATHPARAM}}?",
    "ELB_REQUEST_LINE": "(?:%{WORD:verb} %{ELB_URI:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})",
    "ELB_ACCESS_LOG": _ELB_LEGACY,
    "CLOUDFRONT_ACCESS_LOG": _CLOUDFRONT_LEGACY,
}

_LINE_END: Final = "(?: HTTP/%{NUMBER:[http][version]})?"

ECS: Final = {
    "S3_REQUEST_LINE": f"%{{WORD:[http][request][method]}} %{{NOTSPACE:[url][original]}}{_LINE_END}",
    "S3_ACCESS_LOG": f"{_S3_ECS}(?: {_S3_NEWER})?",
    "ELB_URIHOST": "%{IPORHOST:[url][domain]}(?::%{POSINT:[url][port]:int})?",
    "ELB_URIPATHQUERY": r"%{URIPATH:[url][path]}(?:\?%{URIQUERY:[url][query]})?",
    "ELB_URIPATHPARAM": "%{ELB_URIPATHQUERY}",
    "ELB_URI": (
        f"%{{URIPROTO:[url][scheme]}}://(?:%{{USER:[url][username]}}{_CREDENTIALS})?%{{ELB_URIHOST}}?%{{ELB_URIPATHQUERY}}?"
    ),
    "ELB_REQUEST_LINE": f"%{{WORD:[http][request][method]}} %{{ELB_URI:[url][original]}}{_LINE_END}",
    "ELB_V1_HTTP_LOG": f"{_ELB_ECS}(?: {_ELB_CLIENT})?",
    "ELB_ACCESS_LOG": "%{ELB_V1_HTTP_LOG}",
    "CLOUDFRONT_EDGE_LOCATION": "[A-Z]{3}[0-9]{1,2}(?:-[A-Z0-9]{2})?",
    "CLOUDFRONT_ACCESS_LOG": rf"{_CLOUDFRONT_ECS}(?:\t{_CLOUDFRONT_MORE})?",
}
