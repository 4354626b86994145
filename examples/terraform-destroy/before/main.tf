# Production, followed by the duplicates that the run on the new laptop created.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true

  tags = { Name = "courses", env = "production", team = "platform" }
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.20.1.0/24"
  availability_zone = "eu-central-1a"

  tags = { Name = "courses-a", env = "production", team = "platform" }
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.20.2.0/24"
  availability_zone = "eu-central-1b"

  tags = { Name = "courses-b", env = "production", team = "platform" }
}

resource "aws_security_group" "service" {
  name        = "courses-service"
  description = "HTTP from inside the network"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "HTTP"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = [aws_vpc.main.cidr_block]
  }

  tags = { Name = "courses-service", env = "production", team = "platform" }
}

resource "aws_security_group" "database" {
  name        = "courses-database"
  description = "PostgreSQL from the service and the bastion"
  vpc_id      = aws_vpc.main.id

  ingress {
    description     = "PostgreSQL"
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.service.id]
  }

  tags = { Name = "courses-database", env = "production", team = "data" }
}

resource "aws_db_subnet_group" "main" {
  name       = "courses-db-subnets"
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]

  tags = { Name = "courses-db-subnets", env = "production", team = "data" }
}

resource "aws_db_instance" "courses" {
  identifier                  = "courses-production"
  engine                      = "postgres"
  engine_version              = "16.3"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 100
  storage_encrypted           = true
  publicly_accessible         = false
  db_subnet_group_name        = aws_db_subnet_group.main.name
  vpc_security_group_ids      = [aws_security_group.database.id]
  manage_master_user_password = true
  backup_retention_period     = 7
  delete_automated_backups    = true
  deletion_protection         = false
  skip_final_snapshot         = true

  tags = { Name = "courses", env = "production", team = "data" }
}

resource "aws_db_snapshot" "nightly" {
  db_instance_identifier = aws_db_instance.courses.identifier
  db_snapshot_identifier = "courses-nightly"

  tags = { Name = "courses-nightly", env = "production", team = "data" }
}

resource "aws_lb" "courses" {
  name                       = "courses-lb"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = [aws_subnet.a.id, aws_subnet.b.id]
  security_groups            = [aws_security_group.service.id]
  enable_deletion_protection = false

  tags = { Name = "courses-lb", env = "production", team = "platform" }
}

resource "aws_lb_target_group" "courses" {
  name        = "courses-targets"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "courses-targets", env = "production", team = "platform" }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.courses.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.courses.arn
  }

  tags = { Name = "courses-http", env = "production", team = "platform" }
}

resource "aws_ecs_cluster" "courses" {
  name = "courses-cluster"

  tags = { Name = "courses-cluster", env = "production", team = "platform" }
}

resource "aws_ecs_service" "courses" {
  name            = "courses-service"
  cluster         = aws_ecs_cluster.courses.id
  task_definition = "courses:42"
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets          = [aws_subnet.a.id, aws_subnet.b.id]
    security_groups  = [aws_security_group.service.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.courses.arn
    container_name   = "courses"
    container_port   = 80
  }

  depends_on = [aws_lb_listener.http]

  tags = { Name = "courses-service", env = "production", team = "platform" }
}

resource "aws_instance" "bastion" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "t4g.nano"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.service.id]

  tags = { Name = "courses-bastion", env = "production", team = "platform" }
}

# The duplicates.

resource "aws_vpc" "duplicate" {
  cidr_block           = "10.21.0.0/16"
  enable_dns_hostnames = true

  tags = { Name = "courses", env = "duplicate", team = "platform" }
}

resource "aws_subnet" "duplicate" {
  vpc_id            = aws_vpc.duplicate.id
  cidr_block        = "10.21.1.0/24"
  availability_zone = "eu-central-1a"

  tags = { Name = "courses-a", env = "duplicate", team = "platform" }
}

resource "aws_security_group" "duplicate" {
  name        = "courses-service-2"
  description = "HTTP from inside the network"
  vpc_id      = aws_vpc.duplicate.id

  ingress {
    description = "HTTP"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = [aws_vpc.duplicate.cidr_block]
  }

  tags = { Name = "courses-service", env = "duplicate", team = "platform" }
}

resource "aws_instance" "bastion_duplicate" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "t4g.nano"
  subnet_id              = aws_subnet.duplicate.id
  vpc_security_group_ids = [aws_security_group.duplicate.id]

  tags = { Name = "courses-bastion", env = "duplicate", team = "platform" }
}

resource "aws_ecs_cluster" "duplicate" {
  name = "courses-cluster-2"

  tags = { Name = "courses-cluster", env = "duplicate", team = "platform" }
}
