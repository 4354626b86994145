# A database whose storage is not encrypted.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "postgres"
  engine_version              = "16.3"
  instance_class              = "db.m7g.large"
  allocated_storage           = 200
  storage_encrypted           = false
  publicly_accessible         = false
  manage_master_user_password = true
  skip_final_snapshot         = true

  tags = { Name = "orders", env = "production" }
}
