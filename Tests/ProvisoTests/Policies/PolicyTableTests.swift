import JSON
import ProvisoKernel
import Testing

/// `openToEveryone` against tables of cases after the documentation of AWS: "IAM JSON policy
/// elements: Principal, NotPrincipal, Condition operators" and "The meaning of public" (Amazon S3).
@Suite struct PolicyTableTests {
  /// One statement that allows reading a bucket, with further members.
  private static func allow(_ members: String) -> String {
    #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*",\#(members)}"#
  }

  private static func policy(_ statements: String...) -> String {
    #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
  }

  /// Everyone, under a condition.
  private static func under(_ condition: String) -> String {
    policy(allow(#""Principal":"*","Condition":\#(condition)"#))
  }

  /// Everyone, and a denial with these members.
  private static func denied(_ members: String) -> String {
    policy(allow(#""Principal":"*""#), #"{"Effect":"Deny",\#(members)}"#)
  }

  private static let deniesAll = #""Principal":"*","Action":"*","Resource":"*""#

  static let cases: [(policy: String, isOpen: Bool)] = [
    // Principals.
    (policy(allow(#""Principal":"*""#)), true),
    (policy(allow(#""Principal":["*"]"#)), true),
    (policy(allow(#""Principal":{"AWS":"*"}"#)), true),
    (policy(allow(#""Principal":{"AWS":["*"]}"#)), true),
    (policy(allow(#""Principal":{"AWS":["arn:aws:iam::123456789012:root","*"]}"#)), true),
    (policy(allow(#""Principal":{"*":"*"}"#)), true),
    (policy(allow(#""Principal":{"AWS":"arn:aws:iam::123456789012:root"}"#)), false),
    (policy(allow(#""Principal":{"AWS":"123456789012"}"#)), false),
    (policy(allow(#""Principal":{"AWS":"arn:aws:iam::123456789012:user/*"}"#)), false),
    (policy(allow(#""Principal":{"Service":"cloudtrail.amazonaws.com"}"#)), false),
    (policy(allow(#""Principal":{"CanonicalUser":"79a59df900b949e55d96a1e698fbaced"}"#)), false),
    (policy(allow(#""Principal":{"Federated":"cognito-identity.amazonaws.com"}"#)), false),
    (policy(allow(#""Principal":{}"#)), false),
    (policy(allow(#""Principal":null"#)), false),
    (policy(allow(#""NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"}"#)), true),
    (policy(allow(#""NotPrincipal":{"AWS":["arn:aws:iam::123456789012:user/a"]}"#)), true),
    (policy(allow(#""NotPrincipal":"*""#)), false),
    (policy(allow(#""NotPrincipal":{"AWS":"*"}"#)), false),
    // A policy without a principal is one of an identity.
    (#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#, false),
    // Shapes.
    (#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#, true),
    (#"{"Statement":{"Effect":"allow","Principal":"*","Action":"*","Resource":"*"}}"#, false),
    (#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#, true),
    (
      #"{"Statement":{"Effect":"Allow","Principal":"*","NotAction":"s3:Put*","Resource":"*"}}"#,
      true
    ),
    (#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"a"}}"#, true),
    (#"{"Statement":[]}"#, false),
    (#"{}"#, false),
    (policy(allow(#""Principal":{"AWS":"123456789012"}"#), allow(#""Principal":"*""#)), true),
    // Conditions that any caller meets.
    (under("null"), true),
    (under("{}"), true),
    (under(#"{"StringLike":{"aws:PrincipalArn":"*"}}"#), true),
    (under(#"{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#), true),
    (under(#"{"StringLike":{"aws:PrincipalOrgID":["o-a1b2c3d4e5","*"]}}"#), true),
    (under(#"{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#), true),
    (under(#"{"StringEquals":{"s3:x-amz-acl":"public-read"}}"#), true),
    (under(#"{"StringLike":{"aws:Referer":["https://www.example.com/*"]}}"#), true),
    (under(#"{"Bool":{"aws:SecureTransport":"true"}}"#), true),
    (under(#"{"Bool":{"aws:MultiFactorAuthPresent":true}}"#), true),
    (under(#"{"DateGreaterThan":{"aws:CurrentTime":"2020-04-01T00:00:00Z"}}"#), true),
    (under(#"{"NumericLessThan":{"s3:max-keys":"10"}}"#), true),
    (under(#"{"Null":{"aws:SourceVpc":"false"}}"#), true),
    (under(#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#), true),
    (under(#"{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","::/0"]}}"#), true),
    (under(#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}"#), true),
    (under(#"{"IpAddress":{"aws:SourceIp":["0.0.0.0/1","128.0.0.0/1"]}}"#), true),
    (under(#"{"IpAddress":{"aws:SourceIp":"2600::/31"}}"#), true),
    (under(#"{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}"#), true),
    (under(#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#), true),
    (under(#"{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}"#), true),
    // A caller without the key meets these.
    (under(#"{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}}"#), true),
    (under(#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/"}}"#), true),
    (
      under(
        #"{"ForAllValues:StringEquals":{"aws:SourceVpc":"vpc-1"},"Null":{"aws:SourceVpc":"false"}}"#
      ),
      false
    ),
    // Fixed values of what somebody owns.
    (under(#"{"StringEquals":{"aws:SourceVpc":"vpc-91237329"}}"#), false),
    (under(#"{"StringEquals":{"AWS:SourceVPCE":"vpce-1a2b3c4d"}}"#), false),
    (under(#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#), false),
    (under(#"{"StringEquals":{"aws:PrincipalOrgID":"${aws:ResourceOrgID}"}}"#), false),
    (under(#"{"StringEquals":{"aws:PrincipalAccount":"${aws:username}"}}"#), true),
    (under(#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2/r-1/*"}}"#), false),
    (under(#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"*/r-1/*"}}"#), true),
    (under(#"{"StringEquals":{"AWS:SourceOwner":"123456789012"}}"#), false),
    (under(#"{"StringEquals":{"aws:SourceAccount":123456789012}}"#), false),
    (under(#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:123456789012:*"}}"#), false),
    (under(#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:my-bucket"}}"#), false),
    (under(#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#), true),
    (under(#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/x"}}"#), false),
    (
      under(
        #"{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-west-2:123456789012:accesspoint/*"}}"#),
      false
    ),
    (under(#"{"StringEquals":{"s3:DataAccessPointAccount":"123456789012"}}"#), false),
    (under(#"{"StringEquals":{"kms:CallerAccount":"123456789012"}}"#), false),
    (under(#"{"StringLike":{"aws:userid":"AROAEXAMPLEID:*"}}"#), false),
    (under(#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#), false),
    (under(#"{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","54.240.143.0/24"]}}"#), false),
    (under(#"{"Bool":{"aws:PrincipalIsAWSService":"true"}}"#), false),
    (under(#"{"Bool":{"elasticfilesystem:AccessedViaMountTarget":"true"}}"#), false),
    (
      under(#"{"Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:SourceVpc":"vpc-1"}}"#),
      false
    ),
    // Denials.
    (denied(deniesAll), false),
    (denied(#""Principal":{"AWS":"*"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*""#), false),
    (denied(#""Principal":"*","Action":"S3:getobject","Resource":"arn:aws:s3:::b/*""#), false),
    (denied(#""Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::b*""#), false),
    (denied(#""Principal":"*","Action":"s3:Put*","Resource":"*""#), true),
    (denied(#""Principal":"*","Action":"*","Resource":"arn:aws:s3:::b""#), true),
    (denied(#""Principal":"*","Action":"*","Resource":"arn:aws:s3:::b/secret/*""#), true),
    (denied(#""Principal":"*","NotAction":"s3:Put*","Resource":"*""#), false),
    (denied(#""Principal":"*","NotAction":"s3:Get*","Resource":"*""#), true),
    (denied(#""Principal":"*","Action":"*","NotResource":"arn:aws:s3:::c/*""#), false),
    (denied(#""Principal":{"AWS":"123456789012"},"Action":"*","Resource":"*""#), true),
    (denied(#""Principal":{"Service":"*"},"Action":"*","Resource":"*""#), true),
    (denied(#""NotPrincipal":{"AWS":"123456789012"},"Action":"*","Resource":"*""#), false),
    (denied(#""NotPrincipal":"*","Action":"*","Resource":"*""#), true),
    (denied(#"\#(deniesAll),"Condition":{"Bool":{"aws:SecureTransport":"false"}}"#), true),
    (denied(#"\#(deniesAll),"Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}"#), false),
    (denied(#"\#(deniesAll),"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}"#), true),
    (denied(#"\#(deniesAll),"Condition":{"NotIpAddress":{"aws:SourceIp":"10.1.2.0/24"}}"#), false),
    (denied(#"\#(deniesAll),"Condition":{"NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#), true),
    (
      denied(
        #"\#(deniesAll),"Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}"#
      ), false
    ),
    (
      denied(
        #"\#(deniesAll),"Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"},"Bool":{"aws:SecureTransport":"false"}}"#
      ), true
    ),
    // Two denials take back what one alone does not.
    (
      policy(
        #"{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}"#,
        #"{"Effect":"Deny","Principal":"*","Action":"s3:Get*","Resource":"*"}"#,
        #"{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}"#), false
    ),
    (
      policy(
        #"{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}"#,
        #"{"Effect":"Deny","Principal":"*","Action":"s3:Get*","Resource":"*"}"#), true
    ),
  ]

  /// The answers of both evaluators to a condition without unknowns.
  private static func answers(_ text: String) throws -> Set<JudgedCondition.Answer> {
    let judges = try #require(try JudgedCondition(text), "refused: \(text)")
    return [judges.concrete([:]), judges.lowered([:])]
  }

  @Test func policiesOfTheDocumentation() throws {
    #expect(Self.cases.count > 80)
    for (policy, isOpen) in Self.cases {
      let quoted = Value.quoted(policy)
      let wanted: Set<JudgedCondition.Answer> = [isOpen ? .yes : .no]
      #expect(try Self.answers("openToEveryone(\(quoted))") == wanted, "\(policy)")
      #expect(try Self.answers("openToEveryone(json(\(quoted)))") == wanted, "\(policy)")
    }
  }

  @Test func textsThatAreNoPolicies() throws {
    #expect(try Self.answers("openToEveryone(null)") == [.no])
    #expect(try Self.answers(#"openToEveryone("")"#) == [.no])
    for text in [#"openToEveryone("?")"#, #"openToEveryone("[1]")"#, #"openToEveryone(json("7"))"#]
    {
      #expect(try Self.answers(text) == [.open], "\(text)")
    }
  }
}
