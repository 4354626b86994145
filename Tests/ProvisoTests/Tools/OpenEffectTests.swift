import Foundation
import ProvisoKernel
import ProvisoLanguage
import Testing

@testable import Proviso

/// An effect without a model leaves everything open that it could reach.
@Suite struct OpenEffectTests {
  /// Twelve kinds of things that a configuration can destroy.
  static let things = """
    world things
    use "proviso:tools.proviso"

    object my_customers: Path { name: "data/customers.db" }
    object my_rds: DatabaseInstance { name: "orders-prod" }
    object my_dynamo: DynamoTable { name: "orders" }
    object my_bucket: Location { name: "s3://backups" }
    object my_stack: Stack { name: "prod" }
    object my_machine: Machine { name: "i-1" }
    object my_volume: Volume { name: "vol-1" }
    object my_production: Namespace { name: "production" }
    object my_sql: SQLInstance { name: "orders" }
    object my_cluster: Cluster { name: "prod" }
    object my_project: Project { name: "shop" }
    object my_orders: Table { name: "shop/orders" }
    object my_main: Branch { name: "main" }

    invariant a "path" { not my_customers.lost }
    invariant b "database instance" { my_rds.exists }
    invariant c "table of DynamoDB" { my_dynamo.exists }
    invariant d "bucket" { not my_bucket.lost }
    invariant e "stack" { my_stack.exists }
    invariant f "machine" { my_machine.exists }
    invariant g "volume" { my_volume.exists }
    invariant h "namespace" { not my_production.lost }
    invariant i "instance of Cloud SQL" { my_sql.exists }
    invariant j "cluster" { my_cluster.exists }
    invariant k "project" { my_project.exists }
    invariant l "table" { my_orders.exists and not my_orders.rows_lost }
    invariant m "branch" { not my_main.deleted }
    """

  @Test(arguments: [
    "terraform destroy -auto-approve", "terraform destroy",
    "terraform apply -destroy -auto-approve",
    "terraform apply -auto-approve", "terraform -chdir=prod destroy -auto-approve",
    "tofu destroy -auto-approve", "tofu -chdir=prod apply -destroy -auto-approve",
    "cd prod && terraform destroy -auto-approve", "sudo terraform destroy -auto-approve",
    "env TFX=1 terraform destroy -auto-approve", "timeout 600 terraform destroy -auto-approve",
    "nohup terraform destroy -auto-approve", "echo yes | terraform destroy",
    "terraform destroy -target=aws_db_instance.orders -auto-approve",
    "terraform destroy -auto-approve -input=false -no-color | tail -5",
    "bash -c 'terraform destroy -auto-approve'", "(cd prod; terraform destroy -auto-approve)",
    "terraform plan -destroy -out=p && terraform apply p",
    "terraform destroy --auto-approve || true",
    "echo -auto-approve | xargs terraform destroy",
    "if terraform plan; then terraform destroy -auto-approve; fi",
    "for d in a b; do terraform -chdir=$d destroy -auto-approve; done",
  ])
  func aDestroyProvesNothing(_ command: String) throws {
    let result = try Self.check(["shell": command], in: Self.things)
    let proved = result.properties.filter { $0.verdict == .proved }.map(\.title)
    #expect(proved == [], "\(command)")
  }

  /// Each tool that carries out a description leaves each field open that another contract declares.
  @Test func everyFieldIsReached() throws {
    let world = try ToolContractTests.world("tools")
    var text = "world everything\nuse \"proviso:tools.proviso\"\n"
    var files: [String: Int] = [:]
    for entity in world.entities {
      text += "object the_\(entity.name.lowercased()): \(entity.name) {}\n"
      for field in entity.fields where field.isVariable && field.type == .bool {
        let name = "\(entity.name.lowercased())_\(field.name)"
        files[name] = entity.index
        text +=
          "invariant \(name) \"\(name)\" { the_\(entity.name.lowercased()).\(field.name) or not the_\(entity.name.lowercased()).\(field.name) and 1 == 1 }\n"
      }
    }
    let own: [String: Set<String>] = [
      "kubectl_apply": ["context", "namespace"], "kubectl_create": ["context", "namespace"],
      "aws_cloudformation_delete_stack": [
        "bucket", "databaseinstance", "dynamotable", "stack", "snapshot",
      ],
      "gcloud_projects_delete": ["sqlinstance", "cluster", "project"],
    ]
    for tool in OpenEffects.tools.keys.sorted() {
      let action = try #require(world.actions.first { $0.name == tool })
      var arguments: [String: Any] = [:]
      for (name, type) in action.parameters {
        arguments[name] =
          type == .bool
          ? false as Any : type == .string ? (name == "files" ? "x.yaml" : "") as Any : "x"
      }
      let result = try Self.check(["call": tool, "with": arguments], in: text)
      for property in result.properties where property.verdict == .proved {
        let entity = property.name.split(separator: "_").first.map(String.init) ?? ""
        #expect(own[tool]?.contains(entity) == true, "\(tool): \(property.name)")
      }
    }
  }

  static func check(_ step: [String: Any], in world: String) throws -> CheckResult {
    try check(
      plan: ["schema": "proviso.plan/1", "world": "w.proviso", "steps": [step]], in: world)
  }

  static func check(plan document: [String: Any], in world: String) throws -> CheckResult {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-open-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try world.write(
      to: folder.appendingPathComponent("w.proviso"), atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.json")
    try JSONSerialization.data(withJSONObject: document).write(to: plan)
    return try Verifier().check(planAt: plan.path)
  }
}
