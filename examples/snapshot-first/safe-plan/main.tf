# Second apply: the snapshot exists, and the encrypted database is created from it.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "postgres"
  engine_version              = "16.3"
  instance_class              = "db.m7g.large"
  allocated_storage           = 200
  storage_encrypted           = true
  publicly_accessible         = false
  manage_master_user_password = true
  skip_final_snapshot         = true
  snapshot_identifier         = aws_db_snapshot.before_encryption.id

  tags = { Name = "orders", env = "production" }
}

resource "aws_db_snapshot" "before_encryption" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "orders-before-encryption"

  tags = { Name = "orders-before-encryption", env = "production" }
}
