/// What the examples check.
enum Fixtures {
  /// Two web servers that are replaced in one plan.
  static let replicas = #"""
    {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [
      {"address": "aws_instance.web_1", "mode": "managed", "type": "aws_instance", "name": "web_1",
       "provider_name": "aws", "change": {"actions": ["delete"], "before": {"tags": {"role": "web"}},
       "after": null, "after_unknown": {}, "before_sensitive": {}, "after_sensitive": false}},
      {"address": "aws_instance.web_2", "mode": "managed", "type": "aws_instance", "name": "web_2",
       "provider_name": "aws", "change": {"actions": ["delete"], "before": {"tags": {"role": "web"}},
       "after": null, "after_unknown": {}, "before_sensitive": {}, "after_sensitive": false}}
    ], "configuration": {"root_module": {"resources": []}}}
    """#

  static let availability = """
    spec availability for terraform
    invariant a_web_server_exists "At every moment at least one web server exists"
      severity critical
    {
      at least 1 r in resources where r.type == "aws_instance" and r.exists
    }
    """

  /// A door that anybody may open.
  static let door = """
    world house
    var isOpen: Bool = false
    action push() { isOpen = not isOpen }
    invariant shut "The door stays shut" { not isOpen }
    """

  /// Agents that count without end, which no search finishes.
  static let counter = """
    world counter
    var a: Int = 0
    var b: Int = 0
    action more() { a += 1 }
    action mix() { b = b + a * a % 7 }
    invariant below "The sum never meets a strange number" { a * a + b * b != 123456789 }
    """
}
