import TestSupport

/// Generates command lines for a database, a server, a cluster and an account, in the spellings of their
/// tools.
struct ServiceGenerator {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  mutating func pick(_ items: [String]) -> String {
    items[Int.random(in: 0..<items.count, using: &random)]
  }

  mutating func some(_ items: [String], upTo most: Int) -> String {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in pick(items) }.joined(separator: " ")
  }

  /// A command line for the service.
  mutating func line(for service: ServiceSandbox.Service) -> String {
    let first = command(for: service)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return first + pick([" && ", "; ", " || ", " | "]) + command(for: service)
    case 1: return "for t in orders items; do \(first.replacing("orders", with: "$t")); done"
    case 2: return pick(["timeout 5 ", "env A=1 ", "nice ", "command "]) + first
    default: return first
    }
  }

  private mutating func command(for service: ServiceSandbox.Service) -> String {
    switch service {
    case .postgres: psql()
    case .http: chance(75) ? curl() : wget()
    case .kubectl: kubectl()
    case .aws: amazon()
    }
  }

  // MARK: PostgreSQL

  private mutating func psql() -> String {
    if chance(8) {
      return pick([
        "dropdb shop", "dropdb -f shop", "dropdb --if-exists shop", "dropdb -h localhost shop",
        "dropdb other", "createdb x", "pg_dump shop", "pg_dump -t orders shop -f dump.sql",
        "dropdb -U u shop", "dropdb --maintenance-db=postgres shop",
      ])
    }
    let place = pick([
      "shop", "-d shop", "--dbname=shop", "--dbname shop", "-dshop", "-h localhost shop",
      "-h 127.0.0.1 -d shop", "-h /tmp shop", "-p 5432 shop", "-U u shop", "shop u", "postgres",
      "-d postgres", "--db shop", "-d postgres -d shop", "-d shop -d postgres",
      "-h localhost -p 5432 -d shop", "-h 0 shop", "-h 0x7f.1 shop", "-h 127.1 shop",
      "-p 05432 shop",
      "-p '' shop", "-h '' shop", "-d ''", "-h 2130706433 shop",
      "", "-d postgres shop", "\"dbname=shop\"", "postgres:///shop", "-d \"$D\"", "'shop'", "SHOP",
    ])
    let options = some(
      [
        "-q", "-X", "-t", "-A", "-1", "-e", "-v ON_ERROR_STOP=1", "-b", "-v SINGLELINE=on", "-S",
        "-v a=b", "-v AUTOCOMMIT=off",
      ], upTo: 2)
    let text = sql()
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return "echo \"\(text.replacing("\"", with: "\\\""))\" | psql \(options) \(place)"
    case 1: return "psql \(options) \(place) <<'E'\n\(text)\nE"
    case 2: return "psql \(options) \(place) <<< '\(text.replacing("'", with: ""))'"
    case 3: return "psql \(place) -c 'select 1' \(options) -c '\(text.replacing("'", with: "''"))'"
    case 4: return "PGDATABASE=shop psql \(options) -c \"\(text.replacing("\"", with: "\\\""))\""
    default:
      return
        "psql \(options) \(place) \(pick(["-c", "--command"])) \"\(text.replacing("\"", with: "\\\""))\""
    }
  }

  private mutating func table() -> String {
    pick([
      "orders", "orders", "orders", "public.orders", "ORDERS", "\"orders\"",
      "\"public\".\"orders\"",
      "Public.Orders", "shop.public.orders", "items", "customers", "\"Orders\"", "old.orders",
      "public . orders", "other", "U&\"orders\"",
    ])
  }

  private mutating func sql() -> String {
    let name = table()
    let condition = pick(["", " where id = 1", " where false", " where id > 2", " where true"])
    let statement: String
    switch Int.random(in: 0..<25, using: &random) {
    case 0, 1: statement = "delete from \(pick(["", "only "]))\(name)\(condition)"
    case 2:
      statement =
        "truncate \(pick(["", "table ", "only "]))\(name)\(pick(["", " cascade", ", items", " restart identity", " cascade restrict"]))"
    case 3: statement = "update \(name) set v = 'q'\(condition)"
    case 4:
      statement =
        "drop table \(pick(["", "if exists "]))\(name)\(pick(["", " cascade", ", items", " restrict"]))"
    case 5:
      statement =
        "drop \(pick(["schema public cascade", "schema old cascade", "database shop", "view recent", "schema if exists public, old cascade", "owned by u", "view recent cascade"]))"
    case 6:
      statement =
        "insert into \(name) values (\(pick(["9, 'n', 1", "1, 'n', 1"])))\(pick(["", " on conflict do nothing", " on conflict (id) do update set v = 'n'"]))"
    case 7:
      statement =
        "alter table \(name) \(pick(["add w int", "drop column v", "drop v", "alter column v type varchar(9) using 'k'", "rename to gone", "set schema old", "alter v set default 'q'", "add constraint c check (id > 0)", "drop constraint orders_pkey cascade", "enable row level security", "rename column v to w"]))"
    case 8:
      statement =
        "create table \(pick(["x (id int)", "x as select * from orders", "x as with d as (delete from \(name) returning *) select * from d", "if not exists orders (id int)", "x (like orders)"]))"
    case 9:
      statement =
        "select \(pick(["* from orders", "count(*) from orders", "* into y from orders", "now()", "1 -- delete from orders", "pg_sleep(0)", "* from orders for update"]))"
    case 10: statement = "with d as (delete from \(name) returning *) select * from d"
    case 11: statement = "explain \(pick(["", "analyze ", "(analyze) "]))delete from \(name)"
    case 12:
      statement = "begin; delete from \(name)\(condition); \(pick(["rollback", "commit", "end"]))"
    case 13: statement = "copy \(name) \(pick(["from '/dev/null'", "to '/tmp/x'", "to stdout"]))"
    case 14:
      statement = "merge into \(name) o using items i on o.id = i.id when matched then delete"
    case 15:
      statement =
        "set \(pick(["search_path = old", "search_path to old", "role u"])); delete from \(name)"
    case 16:
      statement = pick([
        "\\d", "\\dt orders", "\\l", "\\conninfo", "\\! psql shop -c 'delete from items'",
        "\\c postgres", "\\i x.sql", "\\q", "\\dt; delete from orders",
      ])
    case 17: statement = "select 1; \(pick(["delete from", "truncate", "drop table"])) \(name)"
    case 18: statement = "comment on table orders is 'x'; vacuum \(name)"
    case 19:
      statement =
        "create \(pick(["view orders2 as select * from orders", "or replace view recent as select * from items", "index i on orders (v)", "rule r as on insert to items do also delete from orders", "schema s", "sequence q"]))"
    case 20: statement = "do 'begin delete from \(name.replacing("\"", with: "")); end'"
    case 21: statement = "prepare p as delete from \(name); execute p"
    case 23:
      statement =
        "insert into other with d as (delete from \(name) returning id) select id from d"
    case 22: statement = "insert into items select 7, 1; update \(name) set id = id"
    default: statement = "delete from items; delete from \(name)\(condition)"
    }
    return statement + pick(["", "", ";", " ;"])
  }

  // MARK: HTTP

  private mutating func url() -> String {
    pick([
      "http://127.0.0.1:8080/orders", "http://127.0.0.1:8080/orders", "127.0.0.1:8080/orders",
      "http://localhost:8080/orders", "HTTP://127.0.0.1:8080/orders",
      "http://127.0.0.1:8080/./orders",
      "http://127.0.0.1:8080/a/../orders", "http://127.0.0.1:8080/%6frders",
      "http://127.1:8080/orders",
      "http://2130706433:8080/orders", "http://0x7f.1:8080/orders",
      "http://u:p@127.0.0.1:8080/orders",
      "http://127.0.0.1:8080/orders#x", "http://127.0.0.1:08080/orders",
      "http://127.0.0.1:8080//orders",
      "http://LOCALHOST:8080/orders", "'http://127.0.0.1:8080/orders'",
      "http://127.0.0.1:8080/other",
      "http://127.0.0.1:8080/", "http:/127.0.0.1:8080/orders", "\"http://127.0.0.1:8080/$P\"orders",
      "http://127.0.0.1:8080/orders?x=1", "http:127.0.0.1:8080/orders", "localhost.:8080/orders",
      "http://127.0.0.1:8080/orders/", "http://0177.0.0.1:8080/orders",
      "http:///127.0.0.1:8080/orders",
    ])
  }

  private mutating func curl() -> String {
    let options = some(
      [
        "-s", "-S", "-f", "-L", "-X GET", "-X POST", "-X DELETE", "-XPUT", "--request PATCH",
        "-d x=1",
        "--data x", "--data-binary @body.json", "--json {}", "-F a=b", "-T body.json", "-G",
        "--get", "-I",
        "--head", "-o out", "--url http://127.0.0.1:8080/orders",
        "-H 'X-HTTP-Method-Override: DELETE'",
        "--data-urlencode a=b", "-X get", "--req DELETE", "-sXDELETE", "-fsS", "-d ''", "-d @-",
        "-K conf",
        "--next", "-:", "--data-raw y", "--upload-file body.json", "-X \"$M\"", "-i", "-k", "-m 5",
        "--no-get", "--form-string a=b", "-X POST -X GET", "-G -d a=1", "-I -d a=1", "-T -",
        "--data-ascii z",
        "--proxy http://127.0.0.1:8080", "-x 127.0.0.1:8080", "--no-head", "--post301", "-Z",
        "--json ''",
        "--connect-to ::127.0.0.1:8080", "--resolve a.example:80:127.0.0.1", "-w %{http_code}",
        "--oauth2-bearer t",
        "--request-target /orders", "--path-as-is", "-e x", "-u a:b", "-A z", "-b c=d", "-c jar",
        "-r 0-1",
      ], upTo: 4)
    return
      "curl \(options) \(url())\(chance(15) ? " " + url() : "")\(chance(10) ? " -X DELETE" : "")"
  }

  private mutating func wget() -> String {
    let options = some(
      [
        "-q", "-O -", "-O out", "--post-data=x", "--post-data x", "--post-file=body.json",
        "--method=DELETE",
        "--method PUT", "--body-data=x", "-nv", "-c", "--meth=DELETE", "--post-d=x", "--spider",
        "-i list",
        "--header='X: y'", "-T 5", "-t 1", "-e robots=off", "--method=GET", "-S", "--tries=1",
        "-nd", "-P t",
        "-U x", "--timeout=5", "-r", "--mirror", "-4", "--delete-after", "--method=HEAD",
      ], upTo: 3)
    return "wget \(options) \(url())"
  }

  // MARK: Kubernetes

  private mutating func kubectl() -> String {
    let globals = some(
      [
        "-n production", "-n staging", "-n=production", "-nstaging", "--namespace=staging",
        "--namespace production", "--context=test", "--context prod", "--context=prod",
        "--names=staging",
        "-n staging -n production", "-n production -n staging", "--namespace staging",
        "--request-timeout=5s", "-v=0", "--cluster=c", "--user u",
        "--kubeconfig /home/u/.kube/config",
        "-s http://127.0.0.1:8080", "--as=me", "-A", "--all-namespaces",
      ], upTo: 2)
    let after = some(
      [
        "-n production", "-n staging", "--wait=false", "--dry-run=client", "--dry-run=server",
        "--dry-run",
        "--dry-run=none", "--all", "-A", "-l a=b", "--now", "--force", "--grace-period=0",
        "--dry-run=client --dry-run=none",
        "-o name", "--ignore-not-found", "--namespace=staging", "--all=false", "--selector a=b",
        "--timeout=3s",
        "--cascade=orphan", "--field-selector=metadata.name=web", "-A=false",
        "--all-namespaces=true", "-nproduction",
      ], upTo: 3)
    let kind = pick([
      "pod", "pods", "po", "deploy", "deployment", "deployments.apps", "svc", "cm", "ns",
      "namespace",
      "namespaces", "node", "pv", "all", "pod,ns", "deploy,pv", "deployment.v1.apps", "sts",
      "Namespace", "NS",
    ])
    let names = pick([
      "web", "web", "", "production", "web x", "pod/web", "--all", "staging", "web production",
    ])
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2, 3: return "kubectl \(globals) delete \(kind) \(names) \(after) --wait=false"
    case 4:
      return
        "kubectl \(globals) delete \(pick(["pod/web", "ns/production", "deploy/web svc/web", "namespaces/production", "po/web ns/production"])) \(after) --wait=false"
    case 5:
      return
        "kubectl \(globals) scale \(pick(["deploy web", "deploy/web", "deployment web", "--all deploy"])) --replicas=\(pick(["0", "2", "00"])) \(after)"
    case 6: return "kubectl \(globals) get \(kind) \(names) \(after)"
    case 7:
      return
        "kubectl \(globals) patch \(kind) \(pick(["web", "production"])) -p '{\"spec\":{}}' \(after)"
    case 8: return "kubectl \(globals) \(pick(["label", "annotate"])) \(kind) \(names) a=b \(after)"
    case 9:
      return
        "kubectl \(globals) \(pick(["drain web --force", "cordon web", "drain web --delete-emptydir-data --ignore-daemonsets", "describe pod web", "logs web", "rollout restart deploy/web", "set image deploy/web c=i2", "replace --force -f x", "delete -f x.json", "create ns x", "create cm x", "auth can-i delete pods", "rollout undo deploy/web"])) \(after)"
    case 10:
      return
        "kubectl \(globals) delete --raw \(pick(["/api/v1/namespaces/production", "/api/v1/namespaces/staging/pods/web"]))"
    default:
      return "kubectl \(pick(["delete", "get", "describe"])) \(globals) \(kind) \(names) \(after)"
    }
  }
}
