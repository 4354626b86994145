/// Command lines of `aws`, over several services, with options before and after the command.
extension ServiceGenerator {
  mutating func amazon() -> String {
    let command: String
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<9: command = amazonStorage()
    case 9..<16: command = amazonDeletion()
    default: command = amazonReading()
    }
    let variable =
      chance(10) ? pick(["AWS_PROFILE=prod ", "AWS_REGION=eu-central-1 ", "A=1 "]) : ""
    let before = some(Self.amazonGlobals, upTo: chance(40) ? 2 : 0)
    let after = some(Self.amazonGlobals, upTo: chance(40) ? 2 : 0)
    return "\(variable)aws \(before) \(command) \(after)"
  }

  private static let amazonGlobals = [
    "--profile prod", "--profile=prod", "--prof prod", "--region eu-west-1",
    "--region=eu-central-1",
    "--region eu-west-1 --region eu-central-1", "--output json", "--output=text", "--output table",
    "--query 'Contents[].Key'", "--query=Name", "--color off", "--no-cli-pager", "--no-paginate",
    "--no-verify-ssl", "--debug", "--no-sign-request", "--cli-read-timeout 5", "--reg eu-west-1",
    "--endpoint-url http://127.0.0.1:8080", "--endpoint http://127.0.0.1:8080", "--outp json",
    "--cli-connect-timeout=5", "--no-debug", "--", "--profile ''", "--qu Name",
  ]

  // MARK: S3

  private mutating func amazonPlace() -> String {
    pick([
      "s3://shop/data/customers.db", "s3://shop/data/customers.db", "s3://shop/data",
      "s3://shop/data/", "s3://shop", "s3://shop/", "s3://shop/da", "s3://shop/data/cust",
      "s3://shop/logs", "s3://shop/logs/a.txt", "s3://shop//data/customers.db", "s3://other/x",
      "s3://shop/data/../data/customers.db", "s3://shop/./data", "'s3://shop/data/customers.db'",
      "s3://shop/data/*", "S3://shop/data/customers.db", "s3://shop/data%2Fcustomers.db",
      "shop/data/customers.db", "s3://Shop/data/customers.db", "\"s3://shop/$K\"data/customers.db",
      "s3://shop/logs/../data/customers.db", "s3://arn:aws:s3:eu-west-1:1:accesspoint/shop/data",
      "s3:///shop/data", "s3://shop?x/data", "s3://shop#x/data",
    ])
  }

  private mutating func amazonEnd() -> String {
    chance(45)
      ? pick(["body.json", ".", "d", "d/", "-", "/dev/null", "./d/x", "new"]) : amazonPlace()
  }

  private mutating func amazonStorage() -> String {
    let options = some(
      [
        "--recursive", "--recursive", "--dryrun", "--rec", "--dry", "--quiet", "--only-show-errors",
        "--exclude '*'", "--exclude 'data/*'", "--include '*.db'", "--exclude '*' --include '*.db'",
        "--page-size 10", "--no-progress", "--dryrun=false", "--recursive --dryrun", "--force",
        "--delete", "--size-only", "--exact-timestamps", "--acl private", "--sse", "--include=*",
        "--request-payer", "--storage-class STANDARD", "--no-dryrun", "--exclude=logs/*",
        "--follow-symlinks", "--expires-in 5",
      ], upTo: 3)
    let place = amazonPlace()
    switch Int.random(in: 0..<16, using: &random) {
    case 0, 1, 2: return "s3 rm \(options) \(place)"
    case 3: return "s3 \(options) rm \(place)"
    case 4, 5: return "s3 mv \(place) \(amazonEnd()) \(options)"
    case 6: return "s3 mv \(options) \(amazonEnd()) \(place)"
    case 7, 8: return "s3 cp \(amazonEnd()) \(place) \(options)"
    case 9, 10: return "s3 sync \(options) \(pick([amazonEnd(), "d"])) \(place)"
    case 11: return "s3 rb \(pick(["", "--force", "--fo"])) \(place)"
    case 12: return "s3 \(pick(["ls", "presign", "mb", "website"])) \(place) \(options)"
    case 13:
      return
        "s3api delete-object --bucket \(pick(["shop", "other", "arn:aws:s3:::shop", "file://bucket", "SHOP", "'shop'"])) --key \(pick(["data/customers.db", "/data/customers.db", "data/other.txt", "file://key", "data/", "./data/customers.db", "'data/customers.db'", "x --key data/customers.db"])) \(pick(["", "--version-id v", "--bypass-governance-retention", "--mfa 1"]))"
    case 14:
      return
        "s3api delete-objects --bucket shop --delete \(pick(["'Objects=[{Key=data/customers.db}]'", "'{\"Objects\":[{\"Key\":\"data/customers.db\"}]}'", "file://delete.json", "Objects=[{Key=x}],Quiet=true"]))"
    default:
      return
        "s3api \(pick(["delete-bucket --bucket shop", "delete-bucket --bucket=shop", "put-object --bucket shop --key data/customers.db --body body.json", "copy-object --bucket shop --key data/customers.db --copy-source shop/logs/a.txt", "delete-bucket --cli-input-json '{\"Bucket\":\"shop\"}'", "get-object --bucket shop --key data/customers.db out", "list-objects-v2 --bucket shop", "head-object --bucket shop --key data/customers.db", "delete-bucket-policy --bucket shop", "get-bucket-acl --bucket shop", "create-multipart-upload --bucket shop --key data/customers.db"]))"
    }
  }

  // MARK: Other services

  private mutating func amazonDeletion() -> String {
    let more = some(
      [
        "--dry-run", "--no-dry-run", "--generate-cli-skeleton", "--cli-input-json '{}'", "--force",
        "--cli-input-json file://in.json", "--generate-cli-skeleton output", "--dry",
        "--skip-final-snapshot", "--no-skip-final-snapshot", "--delete-automated-backups",
        "--no-delete-automated-backups", "--skip", "--no-delete",
      ], upTo: chance(30) ? 2 : 0)
    let database = pick([
      "prod", "prod", "PROD", "Prod", "other", "arn:aws:rds:eu-west-1:1:db:prod", "file://name",
      "'prod'", "other --db-instance-identifier prod", "prod --db-instance-identifier other", "$D",
      "\"prod\"", "fileb://name", "prod/x",
    ])
    let databaseOption = pick([
      "--db-instance-identifier ", "--db-instance-identifier=", "--db-instance-id ", "--db-inst ",
    ])
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1, 2, 3:
      let copy = pick([
        "--skip-final-snapshot", "--skip-final-snapshot", "", "--final-db-snapshot-identifier f",
        "--final-db-snapshot-identifier=f", "--skip-final", "--no-skip-final-snapshot",
        "--skip-final-snapshot --no-delete-automated-backups", "--no-delete-automated-backups",
        "--skip-final-snapshot --delete-automated-backups",
      ])
      return "rds delete-db-instance \(databaseOption)\(database) \(copy) \(more)"
    case 4:
      return
        "rds \(pick(["delete-db-snapshot --db-snapshot-identifier", "wait db-snapshot-available --db-snapshot-identifier", "delete-db-cluster --db-cluster-identifier", "stop-db-instance --db-instance-identifier"])) \(pick(["last", "LAST", "prod", "file://name"])) \(more)"
    case 5:
      return
        "rds create-db-snapshot \(databaseOption)\(database) --db-snapshot-identifier \(pick(["last", "n"])) && aws rds delete-db-instance --db-instance-identifier prod --skip-final-snapshot"
    case 6, 7:
      return
        "dynamodb \(pick(["delete-table", "delete-table", "delete-item --key '{}'", "update-table", "create-backup --backup-name b", "delete-backup", "scan", "describe-table"])) \(pick(["--table-name ", "--table-name=", "--table ", "--table-n "]))\(pick(["orders", "orders", "Orders", "other", "arn:aws:dynamodb:eu-west-1:1:table/orders", "file://table", "'orders'", "other --table-name orders", "arn:aws:dynamodb:eu-west-1:1:table/other"])) \(more)"
    case 8, 9:
      return
        "ec2 \(pick(["terminate-instances", "terminate-instances", "stop-instances", "reboot-instances", "describe-instances", "start-instances"])) \(pick(["--instance-ids ", "--instance-ids=", "--instance-id "]))\(pick(["i-1", "i-1", "i-2", "i-2 i-1", "'[\"i-1\"]'", "i-2,i-1", "file://ids", "i-2 --instance-ids i-1", "i-1 --instance-ids i-2", "'i-2 i-1'", "I-1", "\"i-2\" \"i-1\""])) \(more)"
    case 10:
      return
        "ec2 \(pick(["delete-volume --volume-id vol-1", "delete-volume --volume-id=vol-1", "delete-snapshot --snapshot-id snap-1", "detach-volume --volume-id vol-1", "delete-volume --volume vol-1", "create-snapshot --volume-id vol-1", "delete-volume --volume-id vol-2 --volume-id vol-1", "delete-snapshot --snapshot-id snap-2"])) \(more)"
    case 11:
      return
        "iam \(pick(["delete-user --user-name u", "delete-user --user u", "delete-role --role-name r", "delete-access-key --access-key-id k", "get-user --user-name u", "delete-user --cli-input-json '{\"UserName\":\"u\"}'", "list-users", "delete-user --user-name=file://name"])) \(more)"
    case 12:
      return
        "cloudformation \(pick(["delete-stack", "delete-stack", "describe-stacks", "cancel-update-stack", "delete-stack --retain-resources a"])) \(pick(["--stack-name ", "--stack-name=", "--stack "]))\(pick(["network", "network", "arn:aws:cloudformation:eu-west-1:1:stack/network/guid", "other", "file://stack"])) \(more)"
    default:
      return
        "\(pick(["rds delete-db-instance", "dynamodb delete-table", "ec2 terminate-instances", "s3api delete-object"])) --cli-input-json \(pick(["file://in.json", "'{\"DBInstanceIdentifier\":\"prod\",\"SkipFinalSnapshot\":true}'", "'{\"TableName\":\"orders\"}'", "'{\"InstanceIds\":[\"i-1\"]}'", "'{\"Bucket\":\"shop\",\"Key\":\"data/customers.db\"}'"])) \(more)"
    }
  }

  private mutating func amazonReading() -> String {
    let options = some(
      [
        "--max-items 5", "--filters Name=x,Values=y", "--cli-input-json '{}'", "--no-paginate",
        "--generate-cli-skeleton", "--page-size 5", "--starting-token t", "--dry-run",
        "--no-dry-run",
        "--cli-auto-prompt", "--max-results 5",
      ], upTo: 2)
    return pick([
      "ec2 describe-instances", "rds describe-db-instances", "dynamodb list-tables",
      "dynamodb scan --table-name orders", "s3api list-objects-v2 --bucket shop",
      "sts get-caller-identity",
      "iam get-user", "iam list-users", "cloudformation describe-stacks", "lambda list-functions",
      "ecs list-clusters", "logs describe-log-groups",
      "cloudformation get-template --stack-name network",
      "secretsmanager get-secret-value --secret-id x", "ssm get-parameter --name x",
      "kms list-keys",
      "sqs get-queue-url --queue-name q", "sns list-topics", "ecr get-authorization-token",
      "eks list-clusters", "autoscaling describe-auto-scaling-groups",
      "elbv2 describe-load-balancers",
      "cloudformation validate-template --template-body {}", "organizations list-accounts",
      "acm list-certificates", "route53 list-hosted-zones", "redshift describe-clusters",
      "iam get-account-summary", "ec2 get-console-output --instance-id i-1",
      "lambda get-function --function-name f", "dynamodb get-item --table-name orders --key '{}'",
      "ce get-cost-and-usage --time-period Start=2020-01-01,End=2020-02-01 --granularity MONTHLY --metrics x",
      "cloudwatch get-metric-data --metric-data-queries [] --start-time 1 --end-time 2",
      "backup list-backup-jobs", "elasticache describe-cache-clusters",
      "cloudfront list-distributions",
      "configure list", "s3 ls", "s3api get-bucket-location --bucket shop", "--version",
      "s3api list-buckets",
    ]) + " " + options
  }
}
