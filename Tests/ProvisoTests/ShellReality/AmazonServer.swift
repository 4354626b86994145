/// A server that takes the requests of `aws`, as a script of perl without single quotes.
///
/// It answers as the services do, as far as `aws` needs that to go on: in the XML of S3, in the XML of the
/// services with an `Action`, and in the JSON of those with a target. The bucket `shop` has three
/// objects, and cannot be deleted before they are.
enum AmazonServer {
  static let script = #"""
      use IO::Socket::INET; use strict;
      my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 8080, Listen => 50, ReuseAddr => 1) or die;
      my @keys = ("data/customers.db", "data/other.txt", "logs/a.txt");
      my %gone;
      my $when = "2020-01-01T00:00:00.000Z";
      sub plain { my $t = shift; $t =~ s/\+/ /g; $t =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; $t }
      sub xml { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" . join "", @_ }
      while (my $c = $s->accept) {
        my $first = <$c>; next unless defined $first;
        my ($m, $p) = split / /, $first;
        my ($n, $chunked, $target, $copies) = (0, 0, "", 0);
        while (my $h = <$c>) {
          $n = $1 if $h =~ /^content-length:\s*(\d+)/i;
          $chunked = 1 if $h =~ /^transfer-encoding:\s*chunked/i;
          $target = $1 if $h =~ /^x-amz-target:\s*(\S+)/i;
          $copies = 1 if $h =~ /^x-amz-copy-source:/i;
          print $c "HTTP/1.1 100 Continue\r\n\r\n" if $h =~ /^expect:/i;
          last if $h =~ /^\r?\n$/;
        }
        my $b = "";
        if ($chunked) { while (my $l = <$c>) { my $k = hex $l; last unless $k; read($c, my $part, $k); $b .= $part; <$c>; } <$c>; }
        elsif ($n) { read($c, $b, $n) }
        my ($q, $query) = split /\?/, $p, 2; $query = "" unless defined $query;
        my $form = $m eq "POST" && $q eq "/" && $target eq "" && $b =~ /(^|&)Action=/;
        my $log = $form ? plain($b) : $target ne "" ? "$target $b" : ($m eq "PUT" ? "" : $b);
        $log =~ s/[\r\n;]/ /g;
        open(my $f, ">>", "/tmp/requests"); print $f "$m " . plain($p) . ($log eq "" ? "" : " $log") . "\n" unless $q eq "/reset"; close $f;
        my ($code, $type, $t, @more) = ("200 OK", "application/xml", "");
        if ($target ne "") {
          $type = "application/x-amz-json-1.0";
          my ($action) = $target =~ /\.(\w+)$/;
          $t = $action eq "ListTables" ? "{\"TableNames\":[\"orders\"]}" : $action =~ /Describe/ ? "{\"Table\":{\"TableName\":\"orders\",\"TableStatus\":\"ACTIVE\"}}" : "{}";
        } elsif ($form) {
          my ($action) = $b =~ /Action=(\w+)/; my ($version) = $b =~ /Version=([\d-]+)/;
          my $inside = $action eq "DescribeDBSnapshots" ? "<DBSnapshots><DBSnapshot><DBSnapshotIdentifier>last</DBSnapshotIdentifier><Status>available</Status></DBSnapshot></DBSnapshots>"
            : $action eq "DescribeDBInstances" ? "<DBInstances><DBInstance><DBInstanceIdentifier>prod</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus></DBInstance></DBInstances>" : "";
          $t = $version eq "2016-11-15" ? xml("<${action}Response><requestId>1</requestId></${action}Response>")
            : xml("<${action}Response><${action}Result>$inside</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>");
        } else {
          my (undef, $bucket, $key) = split m{/}, $q, 3; $key = "" unless defined $key;
          push @more, "ETag: \"0cc175b9c0f1b6a831c399e269772661\"", "Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT";
          if ($q eq "/") { $t = xml("<ListAllMyBucketsResult><Buckets><Bucket><Name>shop</Name><CreationDate>$when</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>") }
          elsif ($m eq "DELETE" && $key eq "" && grep { !$gone{$_} } @keys) { $code = "409 Conflict"; $t = xml("<Error><Code>BucketNotEmpty</Code><Message>m</Message></Error>") }
          elsif ($m eq "DELETE") { $code = "204 No Content"; $gone{$key} = 1 }
          elsif ($m eq "HEAD" && $gone{$key}) { $code = "404 Not Found" }
          elsif ($m eq "PUT") { delete $gone{$key}; $t = $copies ? xml("<CopyObjectResult><LastModified>$when</LastModified><ETag>\"1\"</ETag></CopyObjectResult>") : "" }
          elsif ($m eq "POST" && $query =~ /^delete/) { $t = xml("<DeleteResult></DeleteResult>") }
          elsif ($m eq "HEAD") { $t = "a" }
          elsif ($key ne "") { $type = "text/plain"; $t = "a" }
          elsif ($query =~ /location/) { $t = xml("<LocationConstraint>us-east-1</LocationConstraint>") }
          elsif ($query =~ /versions/) { $t = xml("<ListVersionsResult><Name>$bucket</Name><IsTruncated>false</IsTruncated>", (map { "<Version><Key>$_</Key><VersionId>v</VersionId><IsLatest>true</IsLatest><LastModified>$when</LastModified><ETag>\"1\"</ETag><Size>1</Size></Version>" } @keys), "</ListVersionsResult>") }
          else {
            my ($prefix) = $query =~ /(?:^|&)prefix=([^&]*)/; $prefix = plain(defined $prefix ? $prefix : "");
            my @found = grep { index($_, $prefix) == 0 && !$gone{$_} } @keys;
            $t = xml("<ListBucketResult><Name>$bucket</Name><Prefix>$prefix</Prefix><KeyCount>" . @found . "</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>", (map { "<Contents><Key>$_</Key><LastModified>$when</LastModified><ETag>\"1\"</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>" } @found), "</ListBucketResult>");
          }
        }
        print $c join("\r\n", "HTTP/1.1 $code", "Content-Type: $type", "Connection: close", @more, "Content-Length: " . length($t)) . "\r\n\r\n" . ($m eq "HEAD" ? "" : $t);
        close $c;
        %gone = () if $q eq "/reset";
      }
    """#
}
