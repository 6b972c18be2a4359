// A server of go-mysql-server (Apache 2.0), in memory, for tests: accounts of MySQL 8 with caching_sha2_password, by an
// implementation that is not ours. With a folder that holds server.crt and server.key it offers TLS. Prints its address
// and the password of root as one line of JSON, then serves until it is ended.
package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/sirupsen/logrus"
)

func serve(port, password, folder string) error {
	logrus.SetLevel(logrus.PanicLevel)
	provider := memory.NewDBProvider(memory.NewDatabase("shop"))
	engine := sqle.NewDefault(provider)
	accounts := engine.Analyzer.Catalog.MySQLDb
	editor := accounts.Editor()
	accounts.AddSuperUser(editor, "root", "127.0.0.1", password)
	editor.Close()
	accounts.SetPersister(keeper{})
	config := server.Config{Protocol: "tcp", Address: "127.0.0.1:" + port}
	if pair, err := tls.LoadX509KeyPair(filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key")); err == nil {
		config.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	listening, err := server.NewServer(config, engine, sql.NewContext, memory.NewSessionBuilder(provider), nil)
	if err != nil {
		return err
	}
	line, _ := json.Marshal(map[string]string{"address": "mysql://127.0.0.1:" + port, "password": password, "folder": folder})
	fmt.Println(string(line))
	return listening.Start()
}

// keeper keeps nothing: the accounts end with the server.
type keeper struct{}

func (keeper) Persist(*sql.Context, []byte) error { return nil }

func main() {
	if err := serve(os.Args[1], os.Getenv("ROOT_PASSWORD"), os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
