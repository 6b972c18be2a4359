module stanch.test/go-mysql

go 1.24

require github.com/dolthub/go-mysql-server v0.20.0
