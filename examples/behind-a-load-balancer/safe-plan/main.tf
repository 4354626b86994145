# A new machine image; the first web server and its attachment to the target group are created before
# the old ones are destroyed.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_lb_target_group" "web" {
  name     = "shop-web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0b61d6f5c1a7e2d34"

  tags = { Name = "shop-web", team = "shop" }
}

resource "aws_instance" "web_1" {
  ami           = "ami-0cccc33334444dddd"
  instance_type = "t4g.small"
  subnet_id     = "subnet-0c1d2e3f405162738"

  tags = { Name = "shop-web-1", role = "web", team = "shop" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_instance" "web_2" {
  ami           = "ami-0cccc33334444dddd"
  instance_type = "t4g.small"
  subnet_id     = "subnet-0d9e8f7a6b5c4d3e2"

  tags = { Name = "shop-web-2", role = "web", team = "shop" }
}

resource "aws_lb_target_group_attachment" "web_1" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.web_1.id
  port             = 80

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group_attachment" "web_2" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.web_2.id
  port             = 80
}
