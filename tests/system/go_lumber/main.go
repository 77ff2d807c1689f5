// Sends events with the Lumberjack v2 client that Beats are built on, and says how many were acknowledged.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	client "github.com/elastic/go-lumber/client/v2"
)

func main() {
	address := flag.String("address", "", "host:port")
	events := flag.Int("events", 1000, "how many")
	batch := flag.Int("batch", 200, "events in a window")
	level := flag.Int("compress", 3, "zlib level, 0 for none")
	async := flag.Bool("async", false, "several windows on their way")
	flag.Parse()
	acknowledged, err := send(*address, *events, *batch, *level, *async)
	fmt.Println(acknowledged)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func send(address string, events, batch, level int, async bool) (int, error) {
	options := []client.Option{client.CompressionLevel(level), client.Timeout(20 * time.Second)}
	if async {
		return sendAsync(address, events, batch, options)
	}
	connection, err := client.SyncDial(address, options...)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	acknowledged := 0
	for first := 0; first < events; first += batch {
		count, err := connection.Send(window(first, upTo(batch, events-first)))
		acknowledged += count
		if err != nil {
			return acknowledged, err
		}
	}
	return acknowledged, nil
}

func sendAsync(address string, events, batch int, options []client.Option) (int, error) {
	connection, err := client.AsyncDial(address, 5, options...)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	type answer struct {
		count uint32
		err   error
	}
	windows := (events + batch - 1) / batch
	answers := make(chan answer, windows)
	for first := 0; first < events; first += batch {
		heard := func(seq uint32, err error) { answers <- answer{seq, err} }
		if err := connection.Send(heard, window(first, upTo(batch, events-first))); err != nil {
			return 0, err
		}
	}
	acknowledged := 0
	for i := 0; i < windows; i++ {
		one := <-answers
		acknowledged += int(one.count)
		if one.err != nil {
			return acknowledged, one.err
		}
	}
	return acknowledged, nil
}

// Debian's own Go is older than the builtin min.
func upTo(most, there int) int {
	if there < most {
		return there
	}
	return most
}

func window(first, count int) []interface{} {
	events := make([]interface{}, count)
	for i := range events {
		events[i] = map[string]interface{}{
			"message":   fmt.Sprintf("event %d", first+i),
			"@metadata": map[string]string{"beat": "filebeat", "version": "8.17.0"},
		}
	}
	return events
}
