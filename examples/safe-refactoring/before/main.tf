# The whole configuration in one file.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.30.0.0/16"

  tags = { Name = "orders", env = "production" }
}

resource "aws_subnet" "data" {
  for_each = { a = "10.30.1.0/24", b = "10.30.2.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"

  tags = { Name = "orders-data-${each.key}", env = "production" }
}

resource "aws_db_subnet_group" "orders" {
  name       = "orders-db-subnets"
  subnet_ids = [aws_subnet.data["a"].id, aws_subnet.data["b"].id]

  tags = { Name = "orders-db-subnets", env = "production" }
}

resource "aws_security_group" "database" {
  name        = "orders-database"
  description = "PostgreSQL from inside the network"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "PostgreSQL"
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = [aws_vpc.main.cidr_block]
  }

  tags = { Name = "orders-database", env = "production" }
}

resource "aws_db_instance" "orders" {
  identifier                  = "orders-production"
  engine                      = "postgres"
  engine_version              = "16.3"
  instance_class              = "db.m7g.large"
  allocated_storage           = 200
  storage_encrypted           = true
  publicly_accessible         = false
  db_subnet_group_name        = aws_db_subnet_group.orders.name
  vpc_security_group_ids      = [aws_security_group.database.id]
  manage_master_user_password = true
  backup_retention_period     = 14
  deletion_protection         = true
  skip_final_snapshot         = false
  final_snapshot_identifier   = "orders-production-final"

  tags = { Name = "orders", env = "production" }
}

output "database_arn" {
  value = aws_db_instance.orders.arn
}
