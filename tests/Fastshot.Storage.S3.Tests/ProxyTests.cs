using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>A proxy that does not let through.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("http", 403)]
    [InlineData("http", 407)]
    [InlineData("http", 502)]
    [InlineData("https", 403)]
    [InlineData("https", 407)]
    [InlineData("https", 502)]
    public async Task A_proxy_that_refuses_is_told_from_a_store_that_does(string scheme, int status)
    {
        var asked = new List<string>();
        await using var proxy = new LoopbackServer(call =>
        {
            asked.Add(call.Method);
            return HttpAnswer.Html(status, "<html>The proxy says no</html>");
        });
        var options = RealBucket.Of(new Uri($"{scheme}://s3.example.org"), "shots") with { Proxy = new S3Setting<Uri?>(proxy.Url, "config.ini") };
        using var store = new S3Store(options, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("x", new byte[3]));

        Assert.Equal(scheme == "https" ? "CONNECT" : "PUT", asked[0]);
        Assert.Contains("proxy", failure.Message + failure.Hint, StringComparison.Ordinal);
        Assert.NotEqual(StoreError.WrongCredentials, failure.Error);
        if (status == 407)
        {
            Assert.Equal(StoreError.Denied, failure.Error);
            Assert.Contains("NAME:PASSWORD", failure.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        var options = RealBucket.Of(new Uri("https://s3.example.org"), "shots") with { Proxy = new S3Setting<Uri?>(new Uri("http://127.0.0.1:1"), "config.ini") };
        using var store = new S3Store(options, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("x", new byte[3]));

        Assert.Equal(StoreError.Unavailable, failure.Error);
        Assert.Contains("proxy", failure.Message + failure.Hint, StringComparison.Ordinal);
    }
}
