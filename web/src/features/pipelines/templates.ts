/** Where to begin: a pipeline for lines as many people have them, and a few of the lines. */

export interface Template {
  id: string
  name: string
  about: string
  text: string
  samples: string[]
}

export const TEMPLATES: readonly Template[] = [
  {
    id: 'web',
    name: 'web-access',
    about: 'Access logs of nginx and Apache',
    text: `filter {
  grok {
    match => { "message" => "^%{HTTPD_COMBINEDLOG}" }
  }
  date {
    match => ["timestamp", "dd/MMM/yyyy:HH:mm:ss Z"]
    remove_field => ["timestamp"]
  }
  mutate {
    convert => { "response" => "integer" "bytes" => "integer" }
  }
  useragent { source => "agent" target => "user_agent" }
}
`,
    samples: [
      '203.0.113.7 - alice [14/Mar/2026:10:00:00 +0000] "GET /cart HTTP/1.1" 200 5120 "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"',
      '203.0.113.9 - - [14/Mar/2026:10:00:01 +0000] "POST /orders HTTP/1.1" 502 157 "-" "curl/8.5.0"',
    ],
  },
  {
    id: 'key-value',
    name: 'key-value',
    about: 'Lines of key=value pairs',
    text: `filter {
  dissect {
    mapping => { "message" => "%{time} %{level} %{pairs}" }
  }
  kv {
    source => "pairs"
    remove_field => ["pairs"]
  }
}
`,
    samples: [
      '2026-03-14T10:00:00Z INFO order=4711 user=alice took=12',
      '2026-03-14T10:00:01Z ERROR order=4712 user=bob reason="card declined"',
    ],
  },
  {
    id: 'json',
    name: 'json-in-json',
    about: 'JSON that has another JSON in its message, as containers log it',
    text: `filter {
  if [log] =~ /^\\{/ {
    json {
      source => "log"
      remove_field => ["log"]
    }
  }
}
`,
    samples: [
      '{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"no route\\",\\"order\\":7}","stream":"stderr","kubernetes":{"pod_name":"shop-1"}}',
    ],
  },
  {
    id: 'secrets',
    name: 'redact',
    about: 'Card numbers, addresses and tokens away before anything is kept',
    text: `filter {
  redact { }
}
`,
    samples: ['payment by 4111 1111 1111 1111 from bob@shop.example'],
  },
]
