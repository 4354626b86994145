# The same, but the new database is created before the old one is destroyed. Both exist for a while, so
# the new one needs a different name.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_db_instance" "orders" {
  identifier                  = "orders-encrypted"
  engine                      = "postgres"
  engine_version              = "16.3"
  instance_class              = "db.m7g.large"
  allocated_storage           = 200
  storage_encrypted           = true
  publicly_accessible         = false
  manage_master_user_password = true
  skip_final_snapshot         = true

  tags = { Name = "orders", env = "production" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_snapshot" "before_encryption" {
  db_instance_identifier = aws_db_instance.orders.identifier
  db_snapshot_identifier = "orders-before-encryption"

  tags = { Name = "orders-before-encryption", env = "production" }
}
