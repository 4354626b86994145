import Foundation
import ProvisoKernel
import Testing

@testable import Proviso

/// Command lines, and the losses that they can cause under the built-in contracts.
@Suite struct ToolMeaningTests {
  static let world = """
    world losses
    use "proviso:tools.proviso"

    object users: Path { name: "data/users.db" }
    object main: Branch { }
    object shop: Database { }
    object orders: Table { name: "shop/orders" }
    object prod: DatabaseInstance { }
    object old_backups: Location { name: "s3://backups" }
    object other_cluster: Context { }

    invariant files "files" { not users.lost }
    invariant branch "branch" { not main.rewritten and not main.deleted }
    invariant rows "rows" { not orders.rows_lost and orders.exists }
    invariant instance "instance" { keeps_its_data(prod) }
    invariant objects "objects" { not old_backups.lost }
    invariant context "context" { not other_cluster.lost }
    invariant applied "applied" { no p in Path where applied(p) }
    """

  @Test(arguments: [
    ("rm -rf build", ""), ("rm -rf data", "files"), ("rm -r ./data/users.db", "files"),
    ("cd data && rm users.db", "files"), ("rm -rf ..", "files"), ("rm data/other", ""),
    ("true || rm -rf data", ""), ("false || rm -rf data", "files"),
    ("echo x > data/users.db", "files"), ("echo x >> data/users.db", ""),
    ("mv x data/users.db", "files"), ("mv -n x data/users.db", ""), ("cp users.db data", "files"),
    ("curl -O https://x.example/y", ""),
    ("cd data && curl -O https://x.example/a/users.db", "files"),

    ("git clean -fd", "files"), ("git clean -n", ""),
    ("git push", ""), ("git push -f", "branch"), ("git push -f origin topic", ""),
    ("git push origin :main", "branch"), ("git push origin +main", "branch"),
    ("git checkout -- data", "files"), ("git restore --staged .", ""),
    ("psql shop -c 'delete from orders where a = 1'", "rows"),
    ("psql -c 'truncate orders'", "rows"), ("psql shop -c 'select 1'", ""),
    ("psql shop -c 'drop schema public cascade'", "rows"), ("dropdb shop", "rows"),
    ("psql shop -c 'insert into orders values (1) on conflict do update set a = 2'", "rows"),
    ("aws rds delete-db-instance --db-instance-identifier prod --skip-final-snapshot", "instance"),
    ("aws rds delete-db-instance --db-instance-identifier prod", ""),
    ("aws cloudformation delete-stack --stack-name old", "instance,objects"),
    ("aws s3 rm s3://backups", "objects"), ("aws s3 rm s3:// --recursive", "objects"),
    ("aws s3 rm s3://back --recursive --dryrun", ""),
    ("aws s3 sync . s3://backups --delete", "objects"),
    ("kubectl delete ns x", "context"), ("kubectl --context other delete ns x", ""),
    ("kubectl get pods", ""), ("terraform plan", ""), ("terraform apply", "applied"),
    ("terraform -chdir=infra destroy", "applied"),
  ])
  func losses(_ command: String, _ expected: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-losses-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.world.write(
      to: folder.appendingPathComponent("w.proviso"), atomically: true, encoding: .utf8)
    let plan = folder.appendingPathComponent("plan.yaml")
    let lines = "schema: proviso.plan/1\nworld: w.proviso\nsteps:\n  - shell: |\n      \(command)\n"
    try lines.write(to: plan, atomically: true, encoding: .utf8)
    let result = try Verifier().check(planAt: plan.path)
    let violated = result.properties.filter { $0.verdict == .violated }.map(\.name)
    #expect(violated.joined(separator: ",") == expected)
    // What carries out a description can change anything, so the other properties stay open.
    let isOpen = ["terraform apply", "destroy", "delete-stack"].contains(where: command.contains)
    #expect(result.properties.contains { $0.verdict == .undecided } == isOpen)
  }
}
