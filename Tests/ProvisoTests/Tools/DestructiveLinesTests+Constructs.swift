import Testing

@testable import Proviso

extension DestructiveLinesTests {
  /// Constructs of the shell that made a line look harmless, and siblings of these.
  static let constructs: [(lines: [String], property: String)] = [
    // `set -e` where bash ignores it.
    ([##"(set -e; cd build; rm -rf data) || echo failed"##], "customers_stay"),
    ([##"(set -e; cd build; rm -rf data) && echo ok"##], "customers_stay"),
    ([##"(set -e; cd build; rm -rf data) || exit 1"##], "customers_stay"),
    ([##"until (set -e; cd build; rm -rf data); do sleep 1; done"##], "customers_stay"),
    ([##"{ (set -e; cd build; rm -rf data); } || true"##], "customers_stay"),
    ([##"x=$(set -e; cd build; rm -rf data) || echo failed"##], "customers_stay"),
    ([##"echo "$(set -e; cd build; rm -rf data)" || echo failed"##], "customers_stay"),
    // Commands that can fail although nothing in their words says so.
    ([##"timeout abc true || rm -rf data"##], "customers_stay"),
    ([##"( : $((1/0)) ) || rm -rf data"##], "customers_stay"),
    ([##"(x=$((1/0))) || rm -rf data"##], "customers_stay"),
    ([##"bash -c ': $((1/0))' || rm -rf data"##], "customers_stay"),
    ([##"/usr/local/bin/true || rm -rf data"##], "customers_stay"),
    ([##"set -u; ( : $NOPE ) || rm -rf data"##], "customers_stay"),
    ([##"nice -n abc true || rm -rf data"##], "customers_stay"),
    ([##"stdbuf -oX true || rm -rf data"##], "customers_stay"),
    ([##"sh -c ': ${x/a/b}' || rm -rf data"##], "customers_stay"),
    ([##"set -o pipefail; echo a | true || rm -rf data"##], "customers_stay"),
    // A comment after a parenthesis in `$(…)`.
    (["echo $( (echo a)#) && (: '\n rm -rf data ) #')"], "customers_stay"),
    // A command in an arithmetic expression.
    ([##"rm=1; rf=1; data=1; echo $(( $(rm -rf data) ))"##], "customers_stay"),
    ([##"data=1; echo $(( $(>data/1) ))"##], "customers_stay"),
    // Words that the shell splits.
    ([##"find ./$(cat list)"##], "customers_stay"),
    ([##"git log HEAD$(cat list)"##], "customers_stay"),
    ([##"read -r x <<< 'src data -delete'; find ./$x"##], "customers_stay"),
    // `find -exec`.
    ([##"find data -type f -exec uniq {} +"##], "customers_stay"),
    ([##"find data -type f -exec xxd {} +"##], "customers_stay"),
    ([##"find . -maxdepth 0 -exec uniq + data/customers.db \;"##], "customers_stay"),
    // Options of `xargs` that exclude each other.
    ([##"echo data | xargs -I{} -n2 rm -rf build"##], "customers_stay"),
    ([##"echo data | xargs -I{} -L1 rm -rf build"##], "customers_stay"),
    // Devices and processes by relative paths.
    ([##"rm -rf ../../proc/self/cwd/data"##], "customers_stay"),
    ([##"mv ../../proc/self/cwd/data ../x && rm -rf ../x"##], "customers_stay"),
    ([##"cd / && rm -rf proc/self/root/w/p/data"##], "customers_stay"),
    ([##"git -C ../../proc/self/cwd rm -rfq data"##], "customers_stay"),
    ([##"pg_dump shop > ../../dev/null && dropdb shop"##], "dropped_when_dumped"),
    // `sh` is not bash.
    ([##"sh -c "echo 'select 1; -- \\n drop table orders;' | psql shop""##], "local_stay"),
    // A test whose operator is unknown.
    ([##"read -r x <<< -v; [ ! "$x" 'a[$(rm -rf data)]' ]"##], "customers_stay"),
    ([##"read -r x <<< -v; [ "$x" 'a[$(rm -rf data)]' -o y ]"##], "customers_stay"),
    // Where commits and stashes are.
    ([##"git stash -u && mv .git/refs old && rm -rf old"##], "customers_stay"),
    // A state that moves to another backend.
    (
      [##"echo yes | terraform init -migrate-state -backend-config=path=other.tfstate"##],
      "state_stays"
    ),
    // Dumps that are lost again.
    ([##"pg_dump shop > d.sql && rm d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump shop -f d.sql && pg_dump other -f d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump shop > d.sql && echo > d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump -f a.sql shop && mv b.sql a.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump shop -f d.sql && git clean -fdx && dropdb shop"##], "dropped_when_dumped"),
    (
      [##"pg_dump shop > d.sql && psql shop -c 'insert into orders values (1)' && dropdb shop"##],
      "dropped_when_dumped"
    ),
    (
      [
        ##"gcloud sql export sql orders gs://b/x && gcloud storage rm gs://b/x && gcloud sql instances delete orders -q"##
      ], "sql_stays"
    ),
    (
      [
        ##"gcloud sql export sql orders gs://b/x --database=one && gcloud sql instances delete orders -q"##
      ], "sql_stays"
    ),
    (
      [
        ##"gcloud sql export sql orders gs://b/x --async && gcloud sql instances delete orders -q"##
      ], "sql_stays"
    ),
    // Settings, hooks and variables that programs heed.
    ([##"cp payload .githooks/post-checkout && git checkout -b x"##], "customers_stay"),
    ([##"chmod +x .git/hooks/post-checkout && git checkout -b x"##], "customers_stay"),
    ([##"cp payload .venv/bin/git && git status"##], "customers_stay"),
    ([##"PIP_PYTHON=./wipe.sh pip list"##], "customers_stay"),
    ([##"npm_config_git=./wipe.sh npm view github:a/b"##], "customers_stay"),
    (
      [##"JAVA_TOOL_OPTIONS=-Xlog:gc:data/customers.db::filecount=0 java --version"##],
      "customers_stay"
    ),
    // Names that stand for other things.
    ([##"kubectl delete cm,applications web -n staging"##], "production_stays"),
    ([##"kubectl delete deploy,projects production -n staging"##], "production_stays"),
    // The same kinds in other places.
    ([##"while read -r x; do test -f x; done < list || rm -rf data"##], "customers_stay"),
    ([##"if (set -e; cd build; rm -rf data); then echo ok; fi"##], "customers_stay"),
    ([##"(set -e; cd build; rm -rf data) | cat || true"##], "customers_stay"),
    ([##"if true; then (set -e; cd build; rm -rf data); fi || true"##], "customers_stay"),
    ([##"nohup bash -c 'true' || rm -rf data"##], "customers_stay"),
    ([##"timeout 5 bash -c 'true || rm -rf build' || rm -rf data"##], "customers_stay"),
    ([##"psql shop -c '' || rm -rf data"##], "customers_stay"),
    ([##"! true && rm -rf data"##], "customers_stay"),
    ([##"rm -rf {src,data}"##], "customers_stay"),
    ([##"git -C $(cat list) status"##], "customers_stay"),
    ([##"nice -n $(cat list) cat data"##], "customers_stay"),
    ([##"rm -rf ~/../../proc/self/cwd/data"##], "customers_stay"),
    ([##"pg_dump shop > d.sql"##, "rm d.sql", "dropdb shop"], "dropped_when_dumped"),
    ([##"pg_dump shop | tee d.sql && rm -r ../p/d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump shop -f d/d.sql && mv d e && rm -rf e && dropdb shop"##], "dropped_when_dumped"),
  ]

  /// Lines of the same kinds that lose nothing.
  static let harmlessConstructs: [(lines: [String], property: String)] = [
    ([##"(set -e; cd build && rm -rf out) || echo failed"##], "customers_stay"),
    ([##"(set -e; mkdir -p build; rm -rf build/out) || exit 1"##], "customers_stay"),
    ([##"timeout 10 true || echo late"##], "customers_stay"),
    ([##"! grep -q x src/a.c || rm -rf build"##], "customers_stay"),
    ([##"time ls src/{a,b}"##], "customers_stay"),
    ([##"rm -rf build/{a,b}"##], "customers_stay"),
    ([##"n=3; echo $((n * 2))"##], "customers_stay"),
    ([##"sed -n 's/a/b/p' data/customers.db"##], "customers_stay"),
    ([##"find . -name '*.c' -exec wc -l {} +"##], "customers_stay"),
    ([##"[ "$A" = "$B" ] && echo same"##], "customers_stay"),
    ([##"set -euo pipefail; grep -r x src | head -5"##], "customers_stay"),
    ([##"pg_dump shop > d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump shop -f d.sql && cp d.sql e.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"rm -f d.sql; pg_dump shop > d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"pg_dump shop > d.sql && rm -rf build && dropdb shop"##], "dropped_when_dumped"),
    (["pg_dump shop > d.sql", "dropdb shop"], "dropped_when_dumped"),
    (
      [##"gcloud sql export sql orders gs://b/x && gcloud sql instances delete orders -q"##],
      "sql_stays"
    ),
    ([##"kubectl delete deploy,svc,cm web -n staging"##], "production_stays"),
  ]

  /// Another shell than bash runs `&>` in the background, and its `echo` reads escapes.
  @Test func shIsNotBash() throws {
    let echo = #"echo 'select 1; -- \n drop table orders;' | psql shop"#
    for (step, property) in [
      (
        [
          "call": "shell",
          "with": ["command": ["sh", "-c", "pg_dump shop &> d.sql && dropdb shop"]],
        ],
        "dropped_when_dumped"
      ), (["call": "Bash", "with": ["command": echo, "shell": "sh"]], "local_stay"),
    ] as [([String: Any], String)] {
      let result = try OpenEffectTests.check(step, in: Self.world(with: property))
      let found = try #require(result.properties.first { $0.name == property })
      #expect(found.verdict != .proved, "\(step)")
    }
  }

  /// A directory of a process leads anywhere.
  @Test func directoriesOfProcesses() throws {
    for directory in ["/proc/self/root/w/p", "../../proc/self/cwd"] {
      let plan: [String: Any] = [
        "schema": "proviso.plan/1", "world": "w.proviso", "cwd": "/w/p",
        "steps": [["shell": "rm -rf data", "cwd": directory]],
      ]
      let result = try OpenEffectTests.check(plan: plan, in: Self.world(with: "customers_stay"))
      let found = try #require(result.properties.first { $0.name == "customers_stay" })
      #expect(found.verdict != .proved, "\(directory)")
    }
  }

  @Test(arguments: constructs.indices)
  func constructIsNotProved(_ index: Int) throws { try check(Self.constructs[index]) }

  @Test(arguments: harmlessConstructs.indices)
  func harmlessConstructIsProved(_ index: Int) throws {
    let session = Self.harmlessConstructs[index]
    let property = try result(of: session, amongAbsolutePaths: false)
    #expect(property.verdict == .proved, "\(session.lines)")
  }
}
