package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Name  string `json:"name"`
	Fail  string `json:"fail"`
	Large int    `json:"large"`
}

func handle(_ context.Context, event event) (any, error) {
	if event.Fail != "" {
		return nil, errors.New(event.Fail)
	}
	if event.Large > 0 {
		return strings.Repeat("x", event.Large), nil
	}
	return map[string]any{
		"name":     event.Name,
		"function": lambdacontext.FunctionName,
		"memory":   lambdacontext.MemoryLimitInMB,
	}, nil
}

func main() {
	if os.Getenv("BROKEN") != "" {
		panic("there is nowhere to start from")
	}
	lambda.Start(handle)
}
