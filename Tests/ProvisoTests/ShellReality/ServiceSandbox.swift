import Foundation

/// Services in a sandbox (``Sandbox``): a PostgreSQL server, and servers on the loopback interface that
/// record HTTP requests, of which some come from `kubectl` and `aws`.
enum ServiceSandbox {
  enum Service: String, CaseIterable {
    case postgres, http, kubectl, aws

    /// The number of lines that run where no campaign does. `aws` takes a second to start.
    var linesInOrdinaryRuns: Int { self == .aws ? 3 : 6 }
  }

  /// The program of each service that the machine lacks, and the reason why there is no sandbox; `nil` if
  /// everything is there.
  static func obstacle(to service: Service) -> String? {
    if let obstacle = Sandbox.obstacle { return obstacle }
    let needed: [Service: [String]] = [
      .postgres: ["initdb", "postgres", "psql"], .http: ["perl", "curl", "wget"],
      .kubectl: ["perl", "kubectl"], .aws: ["perl", "curl"],
    ]
    if service == .aws, AmazonProgram.installed == nil { return "needs aws" }
    let missing = (needed[service] ?? []).filter { name in
      !["/usr/local/bin/", "/usr/bin/", "/bin/"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + name)
      }
    }
    return missing.isEmpty ? nil : "needs \(missing.joined(separator: ", "))"
  }

  /// Runs lines, each in a shell of its own and with the service as it was at first.
  ///
  /// - Returns: for each line, what it did: for PostgreSQL `kept` or `lost`, else the requests that the
  ///   server has received, as `METHOD PATH` separated by `;`, and for `aws` with their bodies.
  static func effects(of lines: [String], on service: Service, in folder: URL) throws -> [String] {
    let program = service == .aws ? AmazonProgram.installed : nil
    let output = try Sandbox.run(
      script, [service.rawValue, AmazonServer.script, program?.path ?? ""] + lines, in: folder,
      reading: program?.directory)
    let effects = output.split(separator: "\n").filter { $0.hasPrefix("EFFECT ") }.map {
      String($0.dropFirst("EFFECT ".count))
    }
    guard effects.count == lines.count else {
      throw Sandbox.Failure(description: "\(effects.count) of \(lines.count) lines ran: \(output)")
    }
    return effects
  }

  private static let script = #"""
    export HOME=/home/u PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C
    mkdir -p /home/u/.kube /run
    chmod 1777 /tmp
    mount -t tmpfs -o size=300m none /w
    mkdir /w/p
    ip link set lo up
    echo '127.0.0.1 localhost' > /etc/hosts
    echo 'u:x:1000:1000::/home/u:/bin/sh' >> /etc/passwd
    echo '[]' > /w/p/body.json
    service=$1; amazon=$2; program=$3; shift 3
    # The server of the database refuses to run with the rights of the superuser.
    as_user() { unshare --user --map-user=1000 --map-group=1000 "$@"; }
    case $service in
    postgres)
      as_user initdb -D /w/pg -U u -A trust --wal-segsize=1 --no-sync --no-locale -E UTF8 >/dev/null 2>&1
      as_user postgres -D /w/pg -F -k /tmp -c max_connections=20 -c shared_buffers=16MB \
        -c autovacuum=off >/w/pg.log 2>&1 &
      server=$!
      for i in $(seq 100); do psql -U u -h /tmp postgres -qc 'select 1' >/dev/null 2>&1 && break; sleep 0.05; done
      export PGUSER=u PGHOST=/tmp
      psql -q postgres -c 'create database template_shop' >/dev/null 2>&1
      psql -q template_shop >/dev/null 2>&1 <<'SQL'
        create table customers (id int primary key, name text);
        create table orders (id int primary key, v text, customer int references customers);
        create table items (id int primary key, orders int references orders);
        create table "Orders" (id int);
        create schema old;
        create table old.orders (id int);
        create view recent as select * from orders;
        insert into customers values (1, 'a'), (2, 'b');
        insert into orders values (1, 'x', 1), (2, 'y', 2), (3, 'z', 1);
        insert into items values (1, 1);
    SQL
      ;;
    aws)
      perl -e "$amazon" >/dev/null 2>&1 &
      server=$!
      for i in $(seq 100); do curl -s http://127.0.0.1:8080/reset >/dev/null 2>&1 && break; sleep 0.05; done
      mkdir -p /home/u/.aws /tools
      ln -s "$program" /tools/aws
      export PATH=$PATH:/tools
      for name in $(env | sed -n 's/^\(AWS_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
      export AWS_ENDPOINT_URL=http://127.0.0.1:8080 AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true
      printf '[default]\naws_access_key_id = a\naws_secret_access_key = b\n[prod]\naws_access_key_id = c\naws_secret_access_key = d\n' > /home/u/.aws/credentials
      printf '[default]\nregion = eu-west-1\n[profile prod]\nregion = eu-central-1\n' > /home/u/.aws/config
      ;;
    *)
      perl -e '
        use IO::Socket::INET; use strict;
        my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 8080, Listen => 50, ReuseAddr => 1) or die;
        my %gone;
        while (my $c = $s->accept) {
          my $first = <$c>; next unless defined $first;
          my ($m, $p) = split / /, $first;
          my $n = 0;
          while (my $h = <$c>) { $n = $1 if $h =~ /^content-length:\s*(\d+)/i; print $c "HTTP/1.1 100 Continue\r\n\r\n" if $h =~ /^expect:/i; last if $h =~ /^\r?\n$/; }
          my $b = ""; read($c, $b, $n) if $n;
          my $dry = $p =~ /dryRun=All/ || $b =~ /dryRun":\["All/;
          open(my $f, ">>", "/tmp/requests"); print $f "$m $p" . ($dry ? "?dryRun=All\n" : "\n"); close $f;
          my $q = $p; $q =~ s/\?.*//;
          my $meta = sub { my ($k, $n, $ns) = @_; "{\"apiVersion\":\"v1\",\"kind\":\"$k\",\"metadata\":{\"name\":\"$n\",\"namespace\":\"$ns\",\"uid\":\"1\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}" };
          my $res = sub { my ($n, $k, $nsd, $short) = @_; "{\"name\":\"$n\",\"singularName\":\"\",\"namespaced\":$nsd,\"kind\":\"$k\",\"verbs\":[\"get\",\"list\",\"delete\",\"deletecollection\",\"patch\",\"create\",\"update\",\"watch\"],\"shortNames\":[$short],\"categories\":[\"all\"]}" };
          my ($code, $t) = ("200 OK", "{}");
          if ($q eq "/api") { $t = "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}" }
          elsif ($q eq "/apis") { $t = "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[{\"name\":\"apps\",\"versions\":[{\"groupVersion\":\"apps/v1\",\"version\":\"v1\"}],\"preferredVersion\":{\"groupVersion\":\"apps/v1\",\"version\":\"v1\"}}]}" }
          elsif ($q eq "/api/v1") { $t = "{\"kind\":\"APIResourceList\",\"groupVersion\":\"v1\",\"resources\":[" . join(",", $res->("pods","Pod","true","\"po\""), $res->("services","Service","true","\"svc\""), $res->("configmaps","ConfigMap","true","\"cm\""), $res->("namespaces","Namespace","false","\"ns\""), $res->("nodes","Node","false","\"no\""), $res->("persistentvolumes","PersistentVolume","false","\"pv\"")) . "]}" }
          elsif ($q eq "/apis/apps/v1") { $t = "{\"kind\":\"APIResourceList\",\"groupVersion\":\"apps/v1\",\"resources\":[" . join(",", $res->("deployments","Deployment","true","\"deploy\""), $res->("statefulsets","StatefulSet","true","\"sts\""), "{\"name\":\"deployments/scale\",\"singularName\":\"\",\"namespaced\":true,\"group\":\"autoscaling\",\"version\":\"v1\",\"kind\":\"Scale\",\"verbs\":[\"get\",\"patch\",\"update\"]}") . "]}" }
          elsif ($q =~ m{^/(api/v1|apis/apps/v1)/}) {
            my %kinds = (pods => "Pod", services => "Service", configmaps => "ConfigMap", namespaces => "Namespace", nodes => "Node", persistentvolumes => "PersistentVolume", deployments => "Deployment", statefulsets => "StatefulSet");
            my ($ns) = $q =~ m{/namespaces/([^/]+)}; $ns = "" unless defined $ns;
            my @parts = split m{/}, $q;
            my $last = $parts[-1];
            my $version = $q =~ m{^/apis} ? "apps/v1" : "v1";
            if ($m eq "DELETE") { $gone{$q} = 1 unless $dry; $t = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\",\"details\":{\"uid\":\"1\"}}" }
            elsif ($gone{$q}) { $code = "404 Not Found"; $t = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}" }
            elsif ($kinds{$last} && $last ne $ns) { my $n = $last eq "namespaces" ? "production" : "web"; my $item = $meta->($kinds{$last}, $n, $ns eq "" ? "production" : $ns); $item =~ s/"v1"/"$version"/; $t = "{\"kind\":\"$kinds{$last}List\",\"apiVersion\":\"$version\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[$item]}" }
            elsif ($last eq "scale") { $t = "{\"kind\":\"Scale\",\"apiVersion\":\"autoscaling/v1\",\"metadata\":{\"name\":\"web\",\"namespace\":\"$ns\"},\"spec\":{\"replicas\":1},\"status\":{\"replicas\":1}}" }
            else { my $k = $kinds{$parts[-2]} || "Pod"; $t = $meta->($k, $last, $k eq "Namespace" ? "" : $ns); $t =~ s/"v1"/"$version"/ }
          }
          print $c "HTTP/1.1 $code\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " . length($t) . "\r\n\r\n" . ($m eq "HEAD" ? "" : $t);
          close $c;
          %gone = () if $q eq "/reset";
        }' >/dev/null 2>&1 &
      server=$!
      export POSTGRES=
      for i in $(seq 100); do curl -s http://127.0.0.1:8080/ >/dev/null 2>&1 && break; sleep 0.05; done
      cat > /home/u/.kube/config <<'YAML'
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "http://127.0.0.1:8080"}}]
    users: [{name: u, user: {}}]
    contexts: [{name: prod, context: {cluster: c, user: u, namespace: production}}, {name: test, context: {cluster: c, user: u, namespace: staging}}]
    current-context: prod
    YAML
      ;;
    esac
    set +e
    cd /w/p
    for line in "$@"; do
      if [ $service = postgres ]; then
        psql -q postgres -c 'drop database if exists shop with (force)' -c 'create database shop template template_shop' >/dev/null 2>&1
        timeout 10 bash -c "$line" </dev/null >/dev/null 2>&1
        rows=$(psql -tAqc "select count(*) from orders where (id, v) in ((1, 'x'), (2, 'y'), (3, 'z'))" shop 2>/dev/null)
        if [ "$rows" = 3 ]; then echo 'EFFECT kept'; else echo 'EFFECT lost'; fi
      else
        if [ $service = aws ]; then
          cd / && rm -rf /w/p && mkdir -p /w/p/d && cd /w/p
          echo '[]' > body.json; echo x > d/x; echo y > d/customers.db
          printf prod > name; printf orders > table; printf i-1 > ids; printf network > stack
          printf shop > bucket; printf data/customers.db > key
          echo '{"Objects":[{"Key":"data/customers.db"}]}' > delete.json
          echo '{"DBInstanceIdentifier":"prod","SkipFinalSnapshot":true}' > in.json
        fi
        curl -s http://127.0.0.1:8080/reset >/dev/null
        : > /tmp/requests
        timeout 10 bash -c "$line" </dev/null >/dev/null 2>&1
        echo "EFFECT $(tr '\n' ';' < /tmp/requests)"
      fi
    done
    kill $server 2>/dev/null
    exit 0
    """#
}
