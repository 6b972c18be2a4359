// Gitea (MIT) as a command, made from its module: the module itself cannot be installed by name.
package main

import (
	"os"
	"time"

	"code.gitea.io/gitea/cmd"
	"code.gitea.io/gitea/modules/log"
	"code.gitea.io/gitea/modules/setting"
)

func main() {
	setting.AppVer = "1.26.0"
	setting.AppStartTime = time.Now().UTC()
	app := cmd.NewMainApp(cmd.AppVersion{Version: setting.AppVer})
	err := cmd.RunMainApp(app, os.Args...)
	log.GetManager().Close()
	if err != nil {
		os.Exit(1)
	}
}
