# Two web servers, so that one can be replaced while the other serves requests.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_instance" "web_1" {
  ami           = "ami-0aaaa11112222bbbb"
  instance_type = "t4g.small"
  subnet_id     = "subnet-0c1d2e3f405162738"

  tags = { Name = "shop-web-1", role = "web", team = "shop" }
}

resource "aws_instance" "web_2" {
  ami           = "ami-0aaaa11112222bbbb"
  instance_type = "t4g.small"
  subnet_id     = "subnet-0d9e8f7a6b5c4d3e2"

  tags = { Name = "shop-web-2", role = "web", team = "shop" }
}
