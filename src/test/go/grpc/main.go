// The client and the server of a test of proxies: what gRPC does, in few calls.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	pb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const turns = 1000
const atOnce = 3000

type server struct {
	pb.UnimplementedTestServiceServer
}

func (s *server) EmptyCall(ctx context.Context, call *pb.Empty) (*pb.Empty, error) {
	return call, grpc.SetTrailer(ctx, metadata.Pairs("x-t", "tt"))
}

func (s *server) UnaryCall(_ context.Context, call *pb.SimpleRequest) (*pb.SimpleResponse, error) {
	if call.ResponseSize < 0 {
		return nil, status.Error(codes.NotFound, "not here")
	}
	return &pb.SimpleResponse{Payload: &pb.Payload{Body: make([]byte, call.ResponseSize)}}, nil
}

func (s *server) FullDuplexCall(stream pb.TestService_FullDuplexCallServer) error {
	for {
		heard, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&pb.StreamingOutputCallResponse{Payload: heard.Payload}); err != nil {
			return err
		}
	}
}

func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	all := grpc.NewServer()
	pb.RegisterTestServiceServer(all, &server{})
	healthpb.RegisterHealthServer(all, health.NewServer())
	must(all.Serve(listener))
}

func ask(address, trusted string) {
	pem, err := os.ReadFile(trusted)
	must(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	connection, err := grpc.NewClient(
		address,
		grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: roots, ServerName: "app.test"})),
		grpc.WithAuthority("app.test"),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64<<20)))
	must(err)
	client := pb.NewTestServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()

	var trailer metadata.MD
	_, err = client.EmptyCall(ctx, &pb.Empty{}, grpc.Trailer(&trailer))
	fmt.Printf("empty: %v, trailer %v\n", status.Code(err), trailer["x-t"])
	large, err := client.UnaryCall(ctx, &pb.SimpleRequest{ResponseSize: 5 << 20})
	fmt.Printf("5 MiB down: %v, %d bytes\n", status.Code(err), len(large.GetPayload().GetBody()))
	_, err = client.UnaryCall(ctx, &pb.SimpleRequest{ResponseSize: -1})
	fmt.Printf("an error: %v\n", status.Code(err))
	_, err = client.UnaryCall(ctx, &pb.SimpleRequest{Payload: &pb.Payload{Body: make([]byte, 3<<20)}})
	fmt.Printf("3 MiB up: %v\n", status.Code(err))
	converse(ctx, client)
	atTheSameTime(ctx, client)

	watch, err := healthpb.NewHealthClient(connection).Watch(ctx, &healthpb.HealthCheckRequest{})
	must(err)
	seen, err := watch.Recv()
	must(err)
	fmt.Printf("watch: %v\n", seen.GetStatus())

	short, end := context.WithTimeout(ctx, 300*time.Millisecond)
	defer end()
	silent, err := client.FullDuplexCall(short)
	must(err)
	_, err = silent.Recv()
	fmt.Printf("deadline: %v\n", status.Code(err))
}

func converse(ctx context.Context, client pb.TestServiceClient) {
	stream, err := client.FullDuplexCall(ctx)
	must(err)
	for i := range turns {
		word := fmt.Sprint(i)
		must(stream.Send(&pb.StreamingOutputCallRequest{Payload: &pb.Payload{Body: []byte(word)}}))
		heard, err := stream.Recv()
		must(err)
		if string(heard.Payload.Body) != word {
			log.Fatalf("said %s, heard %s", word, heard.Payload.Body)
		}
	}
	must(stream.CloseSend())
	_, err = stream.Recv()
	fmt.Printf("%d turns of a conversation, then %v\n", turns, err)
}

func atTheSameTime(ctx context.Context, client pb.TestServiceClient) {
	done := make(chan error, atOnce)
	for range atOnce {
		go func() {
			_, err := client.EmptyCall(ctx, &pb.Empty{})
			done <- err
		}()
	}
	failed := 0
	for range atOnce {
		if err := <-done; err != nil {
			failed++
			log.Print(err)
		}
	}
	fmt.Printf("%d at once: %d failed\n", atOnce, failed)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "server" {
		serve()
	} else {
		ask(os.Args[2], os.Args[3])
	}
}
