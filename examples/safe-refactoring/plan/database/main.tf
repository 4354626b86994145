variable "vpc_id" {
  type = string
}

variable "cidr_block" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

resource "aws_db_subnet_group" "orders" {
  name       = "orders-db-subnets"
  subnet_ids = var.subnet_ids

  tags = { Name = "orders-db-subnets", env = "production" }
}

resource "aws_security_group" "database" {
  name        = "orders-database"
  description = "PostgreSQL from inside the network"
  vpc_id      = var.vpc_id

  ingress {
    description = "PostgreSQL"
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = [var.cidr_block]
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

output "arn" {
  value = aws_db_instance.orders.arn
}
