# The network stays here; the database has moved into a module.

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

module "database" {
  source = "./database"

  vpc_id     = aws_vpc.main.id
  cidr_block = aws_vpc.main.cidr_block
  subnet_ids = [aws_subnet.data["a"].id, aws_subnet.data["b"].id]
}

output "database_arn" {
  value = module.database.arn
}
