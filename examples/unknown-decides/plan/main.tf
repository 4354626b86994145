# A stack of another team, the account's baseline, determines the ACL of log buckets.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_cloudformation_stack" "baseline" {
  name         = "account-baseline"
  template_url = "https://platform-templates.s3.eu-central-1.amazonaws.com/baseline.yaml"

  tags = { team = "platform" }
}

resource "aws_s3_bucket" "logs" {
  bucket = "shop-access-logs"

  tags = { Name = "shop-access-logs", team = "shop" }
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = aws_s3_bucket.logs.id
  acl    = aws_cloudformation_stack.baseline.outputs["LogBucketAcl"]
}
