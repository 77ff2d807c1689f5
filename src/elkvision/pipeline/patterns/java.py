"""Java: stack traces, and the logs of Tomcat in its several ages."""

from typing import Final

_NAME: Final = "[a-zA-Z$_][a-zA-Z$_0-9]*"

_BOTH: Final = {
    "JAVACLASS": rf"(?:{_NAME}\.)*{_NAME}",
    # With spaces, for "Native Method" and "Unknown Source"
    "JAVAFILE": "[a-zA-Z$_0-9. -]+",
    "JAVAMETHOD": f"(?:<(?:cl)?init>|{_NAME})",
    "JAVATHREAD": "[A-Z]{2}-Processor[0-9]+",
    "JAVALOGMESSAGE": ".*",
}
_CLOCK: Final = "%{HOUR}:?%{MINUTE}(?::?%{SECOND})"

LEGACY: Final = _BOTH | {
    "JAVASTACKTRACEPART": r"%{SPACE}at %{JAVACLASS:class}\.%{JAVAMETHOD:method}\(%{JAVAFILE:file}(?::%{NUMBER:line})?\)",
    "CATALINA_DATESTAMP": f"%{{MONTH}} %{{MONTHDAY}}, 20%{{YEAR}} {_CLOCK} [AP]M",
    "TOMCAT_DATESTAMP": f"20%{{YEAR}}-%{{MONTHNUM}}-%{{MONTHDAY}} {_CLOCK} %{{ISO8601_TIMEZONE}}",
    "CATALINALOG": "%{CATALINA_DATESTAMP:timestamp} %{JAVACLASS:class} %{JAVALOGMESSAGE:logmessage}",
    "TOMCATLOG": (
        r"%{TOMCAT_DATESTAMP:timestamp} \| %{LOGLEVEL:level} \| %{JAVACLASS:class} - %{JAVALOGMESSAGE:logmessage}"
    ),
}

_CLASS: Final = "%{JAVACLASS:[java][log][origin][class][name]}"
_METHOD: Final = "%{JAVAMETHOD:[log][origin][function]}"

ECS: Final = _BOTH | {
    "JAVASTACKTRACEPART": (
        rf"%{{SPACE}}at {_CLASS}\.{_METHOD}\(%{{JAVAFILE:[log][origin][file][name]}}"
        r"(?::%{INT:[log][origin][file][line]:int})?\)"
    ),
    # Tomcat up to 7
    "CATALINA7_DATESTAMP": "%{MONTH} %{MONTHDAY}, %{YEAR} %{HOUR}:%{MINUTE}:%{SECOND} [AP]M",
    "CATALINA7_LOG": (
        rf"%{{CATALINA7_DATESTAMP:timestamp}} {_CLASS}(?: {_METHOD})?\s*(?:%{{LOGLEVEL:[log][level]}}:)? "
        "%{JAVALOGMESSAGE:message}"
    ),
    "TOMCAT7_LOG": "%{CATALINA7_LOG}",
    # Tomcat 8 and later
    "CATALINA8_DATESTAMP": "%{MONTHDAY}-%{MONTH}-%{YEAR} %{HOUR}:%{MINUTE}:%{SECOND}",
    "CATALINA8_LOG": (
        r"%{CATALINA8_DATESTAMP:timestamp} %{LOGLEVEL:[log][level]} \[%{DATA:[java][log][origin][thread][name]}\] "
        rf"{_CLASS}\.{_METHOD}? %{{JAVALOGMESSAGE:message}}"
    ),
    "TOMCAT8_LOG": "%{CATALINA8_LOG}",
    "CATALINA_DATESTAMP": "%{CATALINA8_DATESTAMP}|%{CATALINA7_DATESTAMP}",
    "CATALINALOG": "%{CATALINA8_LOG}|%{CATALINA7_LOG}",
    "TOMCATLEGACY_DATESTAMP": ("%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:%{MINUTE}:%{SECOND}(?: %{ISO8601_TIMEZONE})?"),
    "TOMCATLEGACY_LOG": (
        rf"%{{TOMCATLEGACY_DATESTAMP:timestamp}} \| %{{LOGLEVEL:[log][level]}} \| {_CLASS} - %{{JAVALOGMESSAGE:message}}"
    ),
    "TOMCAT_DATESTAMP": "%{CATALINA8_DATESTAMP}|%{CATALINA7_DATESTAMP}|%{TOMCATLEGACY_DATESTAMP}",
    "TOMCATLOG": "%{TOMCAT8_LOG}|%{TOMCAT7_LOG}|%{TOMCATLEGACY_LOG}",
}
