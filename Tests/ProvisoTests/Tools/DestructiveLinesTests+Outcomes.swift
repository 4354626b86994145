import Testing

@testable import Proviso

extension DestructiveLinesTests {
  /// Lines whose contracts said that a command fails that succeeds, or keeps what it loses.
  static let outcomes: [(lines: [String], property: String)] = [
    // A command that the contract took to fail hid everything behind `&&`.
    ([##"createdb tmp && rm -rf data"##], "customers_stay"),
    ([##"set -e; createdb tmp; rm -rf data"##], "customers_stay"),
    (
      [##"dropdb --if-exists tmp && dropdb --if-exists tmp && rm -rf data"##], "customers_stay"
    ),
    (
      [##"dropdb tmp && psql postgres -c 'create database tmp' && dropdb tmp && rm -rf data"##],
      "customers_stay"
    ),
    ([##"mkdir d && rm -rf d && touch d && cp d e && rm -rf data"##], "customers_stay"),
    ([##"mkdir d && mv d e && touch d && cp d x && rm -rf data"##], "customers_stay"),
    ([##"mkdir d && rmdir d && git mv a d && cp d e && rm -rf data"##], "customers_stay"),
    ([##"mkdir d && rmdir d && pg_dump shop -f d && cp d e && rm -rf data"##], "customers_stay"),
    ([##"cp -n a a && rm -rf data"##], "customers_stay"),
    ([##"mv -n a a && rm -rf data"##], "customers_stay"),
    (
      [
        ##"aws rds delete-db-instance --region eu-west-1 --db-instance-identifier a --skip-final-snapshot && aws rds delete-db-instance --region us-west-2 --db-instance-identifier a --skip-final-snapshot && rm -rf data"##
      ], "customers_stay"
    ),
    (
      [
        ##"gcloud sql instances delete a --project x -q && gcloud sql instances delete a --project y -q && rm -rf data"##
      ], "customers_stay"
    ),
    // Variables that `printf` assigns, and that nobody can assign.
    ([##"X=tmp; printf 'a%n' X; rm -rf "data/$X""##], "customers_stay"),
    ([##"X=tmp; printf -- '%5ln' X; rm -rf "data/$X""##], "customers_stay"),
    ([##"(PPID=1) || rm -rf data"##], "customers_stay"),
    ([##"export PPID=1 || rm -rf data"##], "customers_stay"),
    ([##"(for PPID in a; do :; done) || rm -rf data"##], "customers_stay"),
    // Copies that are lost, or are copies of something else.
    (
      [
        ##"aws rds delete-db-instance --db-instance-identifier orders-prod --final-db-snapshot-identifier x && aws rds delete-db-snapshot --db-snapshot-identifier x"##
      ], "copies_stay"
    ),
    (
      [
        ##"aws rds create-db-snapshot --region us-west-2 --db-instance-identifier orders-prod --db-snapshot-identifier s && aws rds wait db-snapshot-available --region us-west-2 --db-snapshot-identifier s && aws rds delete-db-instance --region eu-west-1 --db-instance-identifier orders-prod --skip-final-snapshot"##
      ], "copies_stay"
    ),
    (
      [
        ##"AWS_PROFILE=dev aws rds create-db-snapshot --db-instance-identifier orders-prod --db-snapshot-identifier s && AWS_PROFILE=dev aws rds wait db-snapshot-available --db-snapshot-identifier s && aws rds delete-db-instance --db-instance-identifier orders-prod --skip-final-snapshot"##
      ], "copies_stay"
    ),
    (
      [
        ##"aws dynamodb create-backup --region us-west-2 --table-name orders --backup-name bak && aws dynamodb delete-table --region eu-west-1 --table-name orders"##
      ], "copies_stay"
    ),
    (
      [
        ##"aws ec2 create-snapshot --region us-west-2 --volume-id vol-1 && aws ec2 delete-volume --region eu-west-1 --volume-id vol-1"##
      ], "copies_stay"
    ),
    (
      [
        ##"gcloud sql export sql orders gs://b/x --project a && gcloud sql instances delete orders -q --project b"##
      ], "sql_stays"
    ),
    (
      [
        ##"gcloud sql export sql orders gs://b/x && gcloud sql export sql other gs://b/x && gcloud sql instances delete orders -q"##
      ], "sql_stays"
    ),
    (
      [##"gcloud sql export sql orders gs://b/x && gcloud projects delete p -q"##], "sql_stays"
    ),
    (
      [##"pg_dump shop -f d.sql && git add d.sql && git rm -qf d.sql && dropdb shop"##],
      "dropped_when_dumped"
    ),
    (
      [##"pg_dump shop -f d/d.sql && git add -A && git rm -qrf d && dropdb shop"##],
      "dropped_when_dumped"
    ),
    ([##"pg_dump -F d -f d shop && rm d/toc.dat && dropdb shop"##], "dropped_when_dumped"),
    // Statements that psql takes back, or that have failed.
    (
      [##"psql archive -c 'begin; insert into a values (1)' && dropdb shop"##],
      "archived_before_drop"
    ),
    (
      [##"psql -v ON_ERROR_STOP=0 archive <<< 'insert into a values (1)' && dropdb shop"##],
      "archived_before_drop"
    ),
    (
      [##"psql -v ON_ERROR_STOP archive <<< 'insert into a values (1)' && dropdb shop"##],
      "archived_before_drop"
    ),
    (
      [
        ##"psql -v ON_ERROR_STOP=1 -v ON_ERROR_STOP=0 archive <<< 'insert into a values (1)' && dropdb shop"##
      ], "archived_before_drop"
    ),
    // A pattern is several files, and the second operand is the output.
    ([##"uniq data/*"##], "customers_stay"),
    ([##"xxd data/*"##], "customers_stay"),
    // Folders that bring settings, providers and hooks of their own.
    ([##"mv x infra && terraform -chdir=infra validate"##], "customers_stay"),
    ([##"cp -r x infra && terraform -chdir=infra providers schema -json"##], "customers_stay"),
    ([##"git clone https://a.example/x infra && terraform -chdir=infra plan"##], "customers_stay"),
    ([##"aws s3 sync s3://a infra && terraform -chdir=infra validate"##], "customers_stay"),
    ([##"cp -r x e && git -C e status"##], "customers_stay"),
    ([##"mv x e && git -C e status"##], "customers_stay"),
    ([##"git clone https://a.example/x e && git -C e/sub status"##], "customers_stay"),
    ([##"aws s3 sync s3://a . && git status"##], "customers_stay"),
    ([##"git clone https://a.example/.githooks && git commit -m x"##], "customers_stay"),
    ([##"cp evil sub/hooks/post-commit && git -C sub commit -m x"##], "customers_stay"),
    ([##"cp evil sub/config && git -C sub status"##], "customers_stay"),
    ([##"cp evil env/bin/git && git status"##], "customers_stay"),
    ([##"cp evil bin/git && git status"##], "customers_stay"),
    ([##"echo x > /run/systemd/system/a.service"##], "customers_stay"),
    ([##"echo x > /private/etc/zshrc"##], "customers_stay"),
    ([##"PYENV_HOOK_PATH=$PWD/h python --version"##], "customers_stay"),
    ([##"DEVELOPER_DIR=./e git status"##], "customers_stay"),
    // Checks that a commit skips.
    ([##"rm -f .git/hooks/pre-commit && git commit -m x"##], "checks_run"),
    ([##"rm -rf .husky && git commit -m x"##], "checks_run"),
    ([##"git rm -r .husky && git commit -m x"##], "checks_run"),
    ([##"HUSKY=0 git commit -m x"##], "checks_run"),
    ([##"SKIP=flake8 git commit -m x"##], "checks_run"),
    // This machine, by other spellings of its address.
    ([##"git push git://0/app :feature"##], "work_stays"),
    ([##"git push git://2130706433/app +main:feature"##], "work_stays"),
    ([##"git remote add x git://0x7f000001/app && git push x :feature"##], "work_stays"),
    ([##"git push 0:/srv/app :feature"##], "work_stays"),
    // A folder that is emptied and stays.
    ([##"mkdir -p . && aws s3 sync s3://empty . --delete"##], "work_stays"),
    ([##"mkdir -p /srv/app && aws s3 sync s3://empty /srv/app --delete"##], "work_stays"),
    // Links of the system into the files of a process.
    ([##"rm /dev/fd/../../self/cwd/data/customers.db"##], "customers_stay"),
    ([##"rm -rf /dev/stdin/../../cwd/data"##], "customers_stay"),
  ]

  /// Lines of the same kinds that lose nothing.
  static let harmlessOutcomes: [(lines: [String], property: String)] = [
    ([##"createdb tmp && ls"##], "customers_stay"),
    ([##"cp -n a b && git status"##], "customers_stay"),
    ([##"git clone https://a.example/x z && git -C z log"##], "customers_stay"),
    ([##"mv src/a.py lib && git status"##], "customers_stay"),
    ([##"printf '%s\n' 'a%'"##], "customers_stay"),
    ([##"printf '%d%%n' 5"##], "customers_stay"),
    ([##"psql shop -c 'begin; insert into a values (1); commit'"##], "customers_stay"),
    ([##"echo x > bin/run.txt"##], "customers_stay"),
    ([##"uniq notes.txt"##], "customers_stay"),
    (
      [
        ##"aws rds create-db-snapshot --db-instance-identifier orders-prod --db-snapshot-identifier s && aws rds wait db-snapshot-available --db-snapshot-identifier s && aws rds delete-db-instance --db-instance-identifier orders-prod --skip-final-snapshot"##
      ], "copies_stay"
    ),
    ([##"pg_dump shop -f d.sql && dropdb shop"##], "dropped_when_dumped"),
    ([##"git push git@github.com:a/b.git :feature"##], "work_stays"),
  ]

  @Test(arguments: outcomes.indices)
  func outcomeIsNotProved(_ index: Int) throws { try check(Self.outcomes[index]) }

  @Test(arguments: harmlessOutcomes.indices)
  func harmlessOutcomeIsProved(_ index: Int) throws {
    let session = Self.harmlessOutcomes[index]
    let property = try result(of: session, amongAbsolutePaths: false)
    #expect(property.verdict == .proved, "\(session.lines): \(property.reason ?? "")")
  }
}
