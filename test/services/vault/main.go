// A server of the core of Vault (MPL 2.0), in memory and unsealed, for tests: tokens, policies and KV.
// Prints its address and the root token as one line of JSON, then serves until it is ended.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"

	log "github.com/hashicorp/go-hclog"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

// registry knows of kv alone: mounting panics without one.
type registry struct{}

func (registry) Contains(name string, _ consts.PluginType) bool { return name == "kv" }
func (registry) Get(name string, _ consts.PluginType) (func() (interface{}, error), bool) {
	return func() (interface{}, error) { return kv.Factory, nil }, name == "kv"
}
func (registry) Keys(consts.PluginType) []string { return []string{"kv"} }
func (registry) DeprecationStatus(string, consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, true
}

func (registry) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }

func serve(port string) error {
	logger := log.NewNullLogger()
	physical, err := inmem.NewInmem(nil, logger)
	if err != nil {
		return err
	}
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:        physical,
		DisableMlock:    true,
		Logger:          logger,
		BuiltinRegistry: registry{},
		LogicalBackends: map[string]logical.Factory{"kv": kv.Factory},
	})
	if err != nil {
		return err
	}
	result, err := core.Initialize(context.Background(), &vault.InitParams{
		BarrierConfig:  &vault.SealConfig{SecretShares: 1, SecretThreshold: 1},
		RecoveryConfig: &vault.SealConfig{},
	})
	if err != nil {
		return err
	}
	if unsealed, err := core.Unseal(result.SecretShares[0]); err != nil || !unsealed {
		return errors.Join(errors.New("stays sealed"), err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		return err
	}
	line, _ := json.Marshal(map[string]string{"address": "http://" + listener.Addr().String(), "root": result.RootToken})
	fmt.Println(string(line))
	return http.Serve(listener, vaulthttp.Handler.Handler(&vault.HandlerProperties{Core: core}))
}

func main() {
	port := "0"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	if err := serve(port); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
