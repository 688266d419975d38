using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>What breaks between this device and a server.</summary>
public sealed class WireTests : IAsyncDisposable
{
    private static readonly byte[] Bytes = new SeededRandom(3).Bytes(300_000);

    private readonly FakeBucket _bucket = new();

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Fact]
    public async Task A_download_whose_connection_is_cut_goes_on_by_range()
    {
        _bucket.S3.Put("x", Bytes);
        _bucket.S3.Bend = (call, answer) => call.Number < 3 ? answer with { CutAfter = 100_000, LengthSaid = answer.Body.Length } : answer;

        Assert.Equal(Bytes, await _bucket.Retrying.ReadAsync("x"));

        Assert.Equal(["-", "bytes=100000-299999", "bytes=200000-299999"], _bucket.S3.Calls.Select(call => Shown(call.Header("Range"))));

        static string Shown(string? range) => range is null ? "-" : range[..Math.Min(range.Length, 19)];
    }

    [Fact]
    public async Task A_body_shorter_than_said_is_never_taken_for_whole()
    {
        _bucket.S3.Put("x", Bytes);
        _bucket.S3.Bend = (_, answer) => answer with { CutAfter = 1000, LengthSaid = Bytes.Length };

        var failure = await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.ReadAsync("x"));

        Assert.Equal(StoreError.Unavailable, failure.Error);
    }

    [Fact]
    public async Task A_body_longer_than_said_is_cut_to_what_was_said()
    {
        _bucket.S3.Put("x", Bytes);
        _bucket.S3.Bend = (_, answer) => answer with { LengthSaid = 1000, CutAfter = int.MaxValue };

        Assert.Equal(Bytes[..1000], await _bucket.Store.ReadAsync("x"));
    }

    [Fact]
    public async Task A_body_whose_length_is_not_said_is_no_answer_of_a_store()
    {
        _bucket.S3.Put("x", Bytes);
        _bucket.S3.Bend = (_, answer) =>
        {
            answer.Headers["Content-Length"] = "";
            return answer;
        };

        Assert.Contains(
            (await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.ReadAsync("x"))).Error,
            (StoreError[])[StoreError.Broken, StoreError.Unavailable]);
    }

    [Fact]
    public async Task Only_for_a_large_body_the_server_is_asked_first_whether_it_wants_it()
    {
        await _bucket.Store.PutAsync("small", "small"u8.ToArray());
        await _bucket.Store.PutAsync("large", Bytes);

        Assert.Equal([null, "100-continue"], _bucket.S3.Calls.Select(call => call.Header("Expect")));
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_asked_again()
    {
        _bucket.S3.Script = call => call.Number < 2 ? new HttpAnswer(200) { IsSilent = true } : null;

        await _bucket.Retrying.PutAsync("x", Bytes);

        Assert.Equal(["x"], _bucket.S3.Keys);
        Assert.Equal(3, _bucket.S3.Calls.Count);
    }

    [Theory]
    [InlineData("aws", 0)]
    [InlineData("b2", 300_000)]
    public async Task What_is_known_costs_no_bytes_where_the_server_looks_at_the_condition(string profile, int bytes)
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Of(profile));
        var sent = -1;
        bucket.S3.Bend = (_, answer) =>
        {
            sent = answer.Body.Length;
            return answer;
        };
        var put = await bucket.Store.PutAsync("head.age", Bytes);

        var read = await bucket.Store.GetIfChangedAsync(put.Key, put.ETag, Deadline.Token);

        Assert.Equal(ConditionalGet.NotModified, read);
        Assert.Equal(($"\"{put.ETag}\"", bytes), (bucket.S3.Calls[^1].Header("If-None-Match"), sent));
    }

    [Fact]
    public async Task A_put_whose_answer_is_lost_is_sent_again_as_it_was()
    {
        var isLost = false;
        _bucket.S3.Bend = (_, answer) => (isLost = !isLost) ? answer with { IsSilent = true } : answer;

        await _bucket.Retrying.PutAsync("x", Bytes);

        Assert.Equal([.. Enumerable.Repeat(SHA256.HashData(Bytes), 2)], _bucket.S3.Calls.Select(call => SHA256.HashData(call.Body)));
    }

    [Fact]
    public async Task Throttling_for_a_while_is_waited_out_and_everything_arrives()
    {
        var refused = new Dictionary<string, int>(StringComparer.Ordinal); // Scripts are asked one after the other.
        _bucket.S3.Script = call =>
        {
            refused[call.Path] = refused.GetValueOrDefault(call.Path) + 1;
            return refused[call.Path] < 8 ? FakeS3.Error(503, "SlowDown") : null;
        };
        var store = _bucket.Retrying;

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => store.PutAsync($"log/{i:d2}", new byte[100])));

        Assert.Equal(32, _bucket.S3.Keys.Count);
        Assert.Equal(32 * 8, _bucket.S3.Calls.Count);
    }

    [Fact]
    public async Task An_empty_refusal_of_a_connection_that_Ceph_spoiled_is_asked_again()
    {
        _bucket.S3.Script = call => call.Number == 0 ? new HttpAnswer(400) : null;

        await _bucket.Retrying.PutAsync("x", Bytes);

        Assert.Equal(2, _bucket.S3.Calls.Count);
    }

    [Fact]
    public async Task A_request_on_which_nothing_moves_is_given_up()
    {
        using var hang = new ManualResetEventSlim();
        _bucket.S3.Script = _ =>
        {
            hang.Wait(TimeSpan.FromSeconds(30), Deadline.Token);
            return null;
        };
        _bucket.Options = _bucket.Options with { StallMax = TimeSpan.FromMilliseconds(200) };

        var failure = await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.ReadAsync("x"));
        hang.Set();

        Assert.Equal(StoreError.Unavailable, failure.Error);
        Assert.Contains("did not answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_not_reachable()
    {
        _bucket.Options = _bucket.Options with { Endpoint = new S3Setting<Uri?>(new Uri("http://127.0.0.1:1"), "the test") };

        var failure = await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.ReadAsync("x"));

        Assert.Equal(StoreError.Unavailable, failure.Error);
        Assert.Contains("127.0.0.1:1 cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_an_own_authority_is_trusted_where_it_is_named_and_nowhere_else()
    {
        using var authority = TestCertificates.NewAuthority("Ours");
        using var other = TestCertificates.NewAuthority("Theirs");
        using var certificate = TestCertificates.NewServer(authority);
        await using var bucket = new FakeBucket(FakeS3Profile.Aws, certificate);
        var options = bucket.Options;

        var unknown = await Assert.ThrowsAsync<StoreException>(() => bucket.Store.PutAsync("x", Bytes));
        bucket.Options = options with { Authorities = new S3Setting<X509Certificate2Collection>([other], "the test") };
        var foreign = await Assert.ThrowsAsync<StoreException>(() => bucket.Store.PutAsync("x", Bytes));
        bucket.Options = options with { Authorities = new S3Setting<X509Certificate2Collection>([authority], "the test") };
        await bucket.Store.PutAsync("x", Bytes);
        bucket.Options = options with { VerifiesCertificate = new S3Setting<bool>(false, "the test") };
        await bucket.Store.PutAsync("y", Bytes);

        Assert.Equal((StoreError.Untrusted, StoreError.Untrusted), (unknown.Error, foreign.Error));
        Assert.Contains("ca_file", unknown.Hint, StringComparison.Ordinal);
        Assert.Equal(["x", "y"], bucket.S3.Keys);
    }

    [Fact]
    public async Task A_server_without_TLS_is_not_taken_for_one_with_a_bad_certificate()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var refusal = RefuseAsync();
        var endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}");
        _bucket.Options = _bucket.Options with { Endpoint = new S3Setting<Uri?>(endpoint, "the test") };

        var failure = await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.PutAsync("x", Bytes));
        await refusal;

        Assert.Equal(StoreError.Unavailable, failure.Error);
        Assert.Contains("does not speak TLS", failure.Message, StringComparison.Ordinal);

        async Task RefuseAsync()
        {
            using var client = await server.AcceptTcpClientAsync(Deadline.Token);
            await client.GetStream().ReadExactlyAsync(new byte[1], Deadline.Token);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Deadline.Token);
        }
    }

    [Fact]
    public async Task A_proxy_is_given_its_name_and_password_and_is_understood_when_it_refuses()
    {
        var seen = new List<string?>();
        await using var proxy = new LoopbackServer(call =>
        {
            seen.Add(call.Header("Proxy-Authorization"));
            return call.Header("Proxy-Authorization") == $"Basic {Convert.ToBase64String("ada:p w"u8)}"
                ? _bucket.S3.Answer(call with { Target = new Uri(call.Target).PathAndQuery })
                : new HttpAnswer(407) { Headers = { ["Proxy-Authenticate"] = "Basic realm=\"proxy\"" } };
        });
        var options = _bucket.Options;

        _bucket.Options = options with { Proxy = new S3Setting<Uri?>(proxy.Url, "the test") };
        var refused = await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.PutAsync("x", Bytes));
        _bucket.Options = options with { Proxy = new S3Setting<Uri?>(new Uri($"http://ada:p%20w@{proxy.Url.Authority}"), "the test") };
        await _bucket.Store.PutAsync("x", Bytes);

        Assert.Equal(StoreError.Denied, refused.Error);
        Assert.Contains("proxy_url", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(["x"], _bucket.S3.Keys);
        Assert.Null(seen[0]);
    }

    [Fact]
    public async Task A_cancelled_upload_sends_no_more()
    {
        using var cancellation = new CancellationTokenSource();
        var sent = 0L;
        var content = new ObjectContent(50_000_000, _ => Task.FromResult<Stream>(new MeteredStream(new ReadOnlyMemoryStream(new byte[50_000_000]), Count)))
        {
            Sha256 = SHA256.HashData(new byte[50_000_000]),
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _bucket.Store.PutAsync(ObjectKey.Parse("x"), content, PutCondition.None, cancellation.Token));

        Assert.InRange(sent, 1_000_000, 5_000_000);
        Assert.Empty(_bucket.S3.Calls);

        void Count(int bytes)
        {
            sent += bytes;
            if (sent > 1_000_000)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public async Task A_content_whose_hash_is_known_is_read_once_and_another_large_one_twice()
    {
        var bytes = new byte[3_000_000];
        var opened = 0;
        var content = new ObjectContent(bytes.Length, _ => Task.FromResult(Open()));
        var known = new ObjectContent(content.Length, content.OpenAsync) { Sha256 = SHA256.HashData(bytes) };

        await _bucket.Store.PutAsync(ObjectKey.Parse("x"), known, PutCondition.None, Deadline.Token);
        var openedKnown = opened;
        await _bucket.Store.PutAsync(ObjectKey.Parse("y"), content, PutCondition.None, Deadline.Token);

        Assert.Equal((1, 3), (openedKnown, opened));

        Stream Open()
        {
            opened++;
            return new ReadOnlyMemoryStream(bytes);
        }
    }

    [Fact]
    public async Task A_content_that_is_not_what_its_hash_says_is_refused_by_the_server()
    {
        var wrong = new ObjectContent(Bytes.Length, _ => Task.FromResult<Stream>(new ReadOnlyMemoryStream(Bytes))) { Sha256 = new byte[32] };

        await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.PutAsync(ObjectKey.Parse("x"), wrong, PutCondition.None, Deadline.Token));

        Assert.Empty(_bucket.S3.Keys);
    }

    [Fact]
    public async Task A_full_store_and_one_that_may_not_be_written_are_told_apart()
    {
        await using var readOnly = new FakeBucket(FakeS3Profile.Aws with { RefusesPut = true });
        await using var noDelete = new FakeBucket(FakeS3Profile.Aws with { RefusesDelete = true });
        await using var noList = new FakeBucket(FakeS3Profile.Aws with { RefusesList = true });
        _bucket.S3.Script = _ => FakeS3.Error(507, "XMinioStorageFull");

        var errors = new[]
        {
            (await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.PutAsync("x", Bytes))).Error,
            (await Assert.ThrowsAsync<StoreException>(() => readOnly.Store.PutAsync("x", Bytes))).Error,
            (await Assert.ThrowsAsync<StoreException>(() => noDelete.Store.DeleteAsync(ObjectKey.Parse("x"), Deadline.Token))).Error,
            (await Assert.ThrowsAsync<StoreException>(() => noList.Store.ListAsync("", null, 1, Deadline.Token))).Error,
        };

        Assert.Equal([StoreError.Full, StoreError.Denied, StoreError.Denied, StoreError.Denied], errors);
    }

    [Fact]
    public async Task Parts_that_a_server_does_not_give_are_not_taken_for_the_whole()
    {
        _bucket.S3.Put("x", Bytes);
        _bucket.S3.Bend = (_, answer) => answer with { Status = (int)HttpStatusCode.OK };

        Assert.Equal(
            StoreError.Unsupported,
            (await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.ReadAsync("x", new ByteRange(5, 10)))).Error);
    }
}
