# The moves, so that terraform keeps the objects.

moved {
  from = aws_db_subnet_group.orders
  to   = module.database.aws_db_subnet_group.orders
}

moved {
  from = aws_security_group.database
  to   = module.database.aws_security_group.database
}

moved {
  from = aws_db_instance.orders
  to   = module.database.aws_db_instance.orders
}
