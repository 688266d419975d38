namespace Fastshot.Storage.S3.Tests;

public sealed class S3AddressTests
{
    [Fact]
    public void All_parts_are_read()
    {
        Assert.True(S3Address.TryParse(
            "s3://shots/Team%20%C3%9C/a/?endpoint=http%3A%2F%2F127.0.0.1:7480&region=eu-1&path-style=false&profile=my%20work", out var address, out _));

        Assert.Equal(
            new S3Address
            {
                Bucket = "shots",
                Prefix = "Team Ü/a",
                Endpoint = new Uri("http://127.0.0.1:7480"),
                Region = "eu-1",
                PathStyle = false,
                Profile = "my work",
            },
            address);
    }

    [Fact]
    public void A_bucket_alone_is_enough_and_an_endpoint_need_not_be_escaped()
    {
        Assert.True(S3Address.TryParse("s3://abc", out var bare, out _));
        Assert.Equal(new S3Address { Bucket = "abc" }, bare);
        Assert.True(S3Address.TryParse("s3://abc?endpoint=https://s3.example.org:9000/base", out var address, out _));
        Assert.Equal(new Uri("https://s3.example.org:9000/base"), address.Endpoint);
    }

    [Theory]
    [InlineData("s3://", "names no bucket")]
    [InlineData("s3:///prefix", "names no bucket")]
    [InlineData("s3://ab", "names no bucket")]
    [InlineData("s3://b%20cket", "names no bucket")]
    [InlineData("S3://bucket", "does not begin")]
    [InlineData("s3://key:secret@bucket", "a key must not stand")]
    [InlineData("s3://bucket/a//b", "prefix")]
    [InlineData("s3://bucket/../b", "prefix")]
    [InlineData("s3://bucket/a%0Ab", "prefix")]
    [InlineData("s3://bucket?endpoint=s3.example.org", "endpoint")]
    [InlineData("s3://bucket?endpoint=ftp://s3.example.org", "endpoint")]
    [InlineData("s3://bucket?endpoint=https://key:secret@s3.example.org", "endpoint")]
    [InlineData("s3://bucket?region=", "region")]
    [InlineData("s3://bucket?region=a/b", "region")]
    [InlineData("s3://bucket?path-style=yes", "path-style")]
    [InlineData("s3://bucket?profile=", "profile")]
    [InlineData("s3://bucket?regoin=x", "regoin")]
    public void What_is_no_address_is_refused_with_a_reason_and_without_its_secret(string text, string words)
    {
        Assert.False(S3Address.TryParse(text, out _, out var reason));

        Assert.Contains(words, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reason.Replace("a key must not stand", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
