// The cheapest function there can be: Lambda's runtime API on one connection, an answer of two numbers. It keeps when it
// was told of each object, for who asks by {"starts":true}, and sleeps {"until":MILLIS}, so that a queue grows meanwhile.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const invocation = "/2018-06-01/runtime/invocation/"

var until = regexp.MustCompile(`"until":(\d+)`)
var key = regexp.MustCompile(`"key":"([^"]+)"`)

func main() {
	address := os.Getenv("AWS_LAMBDA_RUNTIME_API")
	connection, err := net.Dial("tcp", address)
	check(err)
	in := bufio.NewReader(connection)
	starts := []string{}
	next := []byte("GET " + invocation + "next HTTP/1.1\r\nHost: " + address + "\r\n\r\n")
	for {
		_, err := connection.Write(next)
		check(err)
		head, event := read(in)
		began := time.Now()
		answer := ""
		if bytes.Contains(event, []byte(`"starts"`)) {
			answer = "[" + strings.Join(starts, ",") + "]"
		} else {
			if wait := until.FindSubmatch(event); wait != nil {
				millis, err := strconv.ParseInt(string(wait[1]), 10, 64)
				check(err)
				time.Sleep(time.Until(time.UnixMilli(millis)))
			}
			for _, each := range key.FindAllSubmatch(event, -1) {
				starts = append(starts, fmt.Sprintf(`{"key":"%s","nanos":%d}`, each[1], began.UnixNano()))
			}
			answer = fmt.Sprintf(`{"began":%d,"nanos":%d}`, began.UnixNano(), time.Since(began).Nanoseconds())
		}
		_, err = fmt.Fprintf(connection, "POST %s%s/response HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s",
			invocation, head.Get("Lambda-Runtime-Aws-Request-Id"), address, len(answer), answer)
		check(err)
		read(in)
	}
}

func read(in *bufio.Reader) (http.Header, []byte) {
	response, err := http.ReadResponse(in, nil)
	check(err)
	body, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode/100 != 2 {
		check(fmt.Errorf("%d: %s", response.StatusCode, body))
	}
	return response.Header, body
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
