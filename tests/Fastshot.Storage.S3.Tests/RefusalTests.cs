using Amazon.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Stores;

namespace Fastshot.Storage.S3.Tests;

/// <summary>What a server refuses becomes a kind, and words that say what to do.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private static readonly ObjectKey Key = ObjectKey.Parse("log/x.age");

    private readonly FakeBucket _bucket = new();

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Theory]
    [InlineData(403, "InvalidAccessKeyId", StoreError.WrongCredentials, "access key")]
    [InlineData(403, "SignatureDoesNotMatch", StoreError.WrongCredentials, "secret key")]
    [InlineData(400, "ExpiredToken", StoreError.WrongCredentials, "expired")]
    [InlineData(404, "NoSuchBucket", StoreError.NoSuchPlace, "no bucket 'shots'")]
    [InlineData(301, "PermanentRedirect", StoreError.WrongRegion, "not in the region")]
    [InlineData(400, "AuthorizationHeaderMalformed", StoreError.WrongRegion, "not in the region")]
    [InlineData(403, "AccessDenied", StoreError.Denied, "refuses to write 'log/x.age'")]
    [InlineData(403, "RequestTimeTooSkewed", StoreError.ClockSkewed, "clocks")]
    [InlineData(503, "SlowDown", StoreError.Throttled, "fewer requests")]
    [InlineData(429, "TooManyRequests", StoreError.Throttled, "fewer requests")]
    [InlineData(503, "ServiceUnavailable", StoreError.Unavailable, "failed to")]
    [InlineData(500, "InternalError", StoreError.Unavailable, "failed to")]
    [InlineData(507, "InsufficientStorage", StoreError.Full, "no space")]
    [InlineData(403, "QuotaExceeded", StoreError.Full, "no space")]
    [InlineData(501, "NotImplemented", StoreError.Unsupported, "cannot")]
    [InlineData(412, "PreconditionFailed", StoreError.ConditionFailed, "condition")]
    [InlineData(409, "ConditionalRequestConflict", StoreError.Unavailable, "under way")]
    [InlineData(400, "XAmzContentSHA256Mismatch", StoreError.Unavailable, "did not arrive")]
    [InlineData(400, "InvalidArgument", StoreError.Broken, "400 InvalidArgument")]
    public async Task A_refusal_is_of_a_kind_and_says_what_to_do(int status, string code, StoreError error, string words)
    {
        _bucket.S3.Script = _ => FakeS3.Error(status, code);

        var failure = await Assert.ThrowsAsync<StoreException>(() => _bucket.Store.PutAsync(Key.Value, new byte[3]));

        Assert.Equal(error, failure.Error);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeS3.AccessKey, failure.Message + failure.Hint, StringComparison.Ordinal);
        if (error is StoreError.WrongCredentials or StoreError.WrongRegion or StoreError.Denied or StoreError.NoSuchPlace or StoreError.ClockSkewed)
        {
            Assert.NotNull(failure.Hint);
        }
    }

    [Theory]
    [InlineData("https://s3.eu-central-1.amazonaws.com", "docs/storage/aws.md")]
    [InlineData("https://a.r2.cloudflarestorage.com", "docs/storage/r2.md")]
    [InlineData("https://s3.us-west-004.backblazeb2.com", "docs/storage/b2.md")]
    [InlineData("https://s3.eu-west-1.wasabisys.com", "docs/storage/wasabi.md")]
    [InlineData("https://fsn1.your-objectstorage.com", "docs/storage/hetzner.md")]
    [InlineData("https://storage.googleapis.com", "docs/storage/gcs.md")]
    [InlineData("https://minio.example.org:9000", "docs/storage/own-server.md")]
    [InlineData(null, "docs/storage/aws.md")]
    public void What_is_refused_names_the_page_of_the_provider_and_that_page_is_there(string? endpoint, string page)
    {
        var options = _bucket.Options with { Endpoint = new S3Setting<Uri?>(endpoint is null ? null : new Uri(endpoint), "the test") };
        var failures = new S3Failures(options);

        foreach (var (status, code) in ((int, string)[])[(403, "AccessDenied"), (404, "NoSuchBucket"), (403, "InvalidAccessKeyId"), (301, "PermanentRedirect")])
        {
            var refusal = new Amazon.S3.AmazonS3Exception("no") { StatusCode = (System.Net.HttpStatusCode)status, ErrorCode = code };
            Assert.Contains(page, failures.Of(refusal, "write 'x'").Hint, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Repository.PathOf(page)));
    }

    [Fact]
    public async Task An_unknown_key_an_expired_token_and_a_wrong_region_are_told_apart()
    {
        var options = _bucket.Options;
        _bucket.Options = options with { Credentials = new BasicAWSCredentials("nobody", "secret"), CredentialSource = "AWS_ACCESS_KEY_ID" };
        var key = await FailureAsync(store => store.ListAsync("", null, 1, Deadline.Token));
        _bucket.Options = options with { Credentials = new SessionAWSCredentials(FakeS3.AccessKey, "secret", "old") };
        var token = await FailureAsync(store => store.GetAsync(Key, null, Deadline.Token));
        _bucket.Options = options with { Region = new S3Setting<string>("eu-west-9", "AWS_REGION") };
        var region = await FailureAsync(store => store.GetAsync(Key, null, Deadline.Token));
        _bucket.Options = options with { Bucket = "other" };
        var bucket = await FailureAsync(store => store.GetAsync(Key, null, Deadline.Token));

        Assert.Equal(StoreError.WrongCredentials, key.Error);
        Assert.Contains("AWS_ACCESS_KEY_ID", key.Hint, StringComparison.Ordinal);
        Assert.Equal(StoreError.WrongCredentials, token.Error);
        Assert.Equal(StoreError.WrongRegion, region.Error);
        Assert.Contains("eu-west-9", region.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_REGION", region.Message, StringComparison.Ordinal);
        Assert.Contains("us-east-1", region.Hint, StringComparison.Ordinal);
        Assert.Equal(StoreError.NoSuchPlace, bucket.Error);
    }

    [Fact]
    public async Task Without_keys_nothing_is_asked()
    {
        _bucket.Options = _bucket.Options with { Credentials = null, CredentialSource = "everywhere" };

        var failure = await FailureAsync(store => store.HeadAsync(Key, Deadline.Token));

        Assert.Equal(StoreError.WrongCredentials, failure.Error);
        Assert.Contains("everywhere", failure.Hint, StringComparison.Ordinal);
        Assert.Empty(_bucket.S3.Calls);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_web_page_is_no_store_whatever_its_status(int status)
    {
        _bucket.S3.Script = _ => HttpAnswer.Html(status);
        Func<S3Store, Task>[] calls =
        [
            store => store.ListAsync("", null, 1000, Deadline.Token),
            store => store.GetAsync(Key, null, Deadline.Token),
            store => store.PutAsync(Key.Value, new byte[3]),
        ];

        foreach (var call in calls)
        {
            var failure = await FailureAsync(call);
            Assert.Contains(failure.Error, (StoreError[])[StoreError.Broken, StoreError.Denied, StoreError.WrongRegion]);
            Assert.True(status is 403 or 302 || failure.Error is StoreError.Broken, $"{status}: {failure.Error}");
        }
    }

    [Theory]
    [InlineData("<html/>")]
    [InlineData("<?xml version=\"1.0\"?><ListBucketResult></ListBucketResult>")]
    [InlineData("")]
    [InlineData("{}")]
    public async Task A_listing_that_is_none_is_never_an_empty_bucket(string body)
    {
        _bucket.S3.Script = _ => HttpAnswer.Html(200, body);

        Assert.Equal(StoreError.Broken, (await FailureAsync(store => store.ListAsync("", null, 1000, Deadline.Token))).Error);
    }

    [Fact]
    public async Task A_listing_out_of_order_is_refused_because_its_end_could_not_be_told()
    {
        _bucket.S3.Put("b", [1]);
        _bucket.S3.Put("a", [1]);
        _bucket.S3.Bend = (_, answer) => answer with
        {
            Body = System.Text.Encoding.UTF8.GetBytes(
                System.Text.Encoding.UTF8.GetString(answer.Body).Replace("<Key>b<", "<Key>_<", StringComparison.Ordinal)),
        };

        Assert.Equal(StoreError.Broken, (await FailureAsync(store => store.ListAsync("", null, 1000, Deadline.Token))).Error);
    }

    [Fact]
    public async Task Objects_of_other_programs_with_odd_names_are_passed_over_page_by_page()
    {
        for (var i = 0; i < 1500; i++)
        {
            _bucket.S3.Put($"fastshot/\u0001 odd&<name>+%41 {i:d4}\\", [1]);
        }

        _bucket.S3.Put("fastshot/a", [1]);
        _bucket.S3.Put("fastshot/zz/é+ x", [1]);

        var keys = await _bucket.Store.KeysAsync("fastshot/");
        var page = await _bucket.Store.ListAsync("fastshot/", null, 10, Deadline.Token);

        Assert.Equal(["fastshot/a", "fastshot/zz/é+ x"], keys);
        Assert.Equal("fastshot/a", page.Objects[0].Key.Value);
    }

    [Fact]
    public async Task Two_thousand_five_hundred_objects_are_listed_in_three_requests()
    {
        for (var i = 0; i < 2500; i++)
        {
            _bucket.S3.Put($"log/{i:d5}", [1]);
        }

        Assert.Equal(2500, (await _bucket.Store.KeysAsync("log/")).Count);
        Assert.Equal(3, _bucket.S3.Calls.Count);
    }

    [Fact]
    public async Task A_clock_ten_years_off_is_mended_from_the_servers_date()
    {
        _bucket.S3.ClockOffset = TimeSpan.FromDays(3650);
        var store = _bucket.Store;

        await store.PutAsync(Key.Value, new byte[3]);
        var calls = _bucket.S3.Calls.Count;
        await store.PutAsync("second", new byte[3]);

        Assert.Equal((2, 1), (calls, _bucket.S3.Calls.Count - calls));
    }

    [Fact]
    public async Task A_clock_that_was_mended_meanwhile_is_trusted_again()
    {
        _bucket.S3.ClockOffset = TimeSpan.FromDays(-3650);
        var store = _bucket.Store;
        await store.PutAsync(Key.Value, new byte[3]);
        _bucket.S3.ClockOffset = TimeSpan.Zero;

        await store.PutAsync("second", new byte[3]);

        Assert.Equal(["log/x.age", "second"], _bucket.S3.Keys);
    }

    [Theory]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("yesterday")]
    public async Task A_wrong_Date_of_a_server_whose_clock_is_right_does_no_harm(string date)
    {
        _bucket.S3.Bend = (_, answer) =>
        {
            answer.Headers["Date"] = date;
            return answer;
        };
        var store = _bucket.Store;

        await store.PutAsync(Key.Value, new byte[3]);
        await store.PutAsync("second", new byte[3]);

        Assert.Equal(2, _bucket.S3.Calls.Count);
    }

    [Fact]
    public async Task A_clock_that_cannot_be_mended_is_said_to_be_wrong()
    {
        _bucket.S3.Script = _ => FakeS3.Error(403, "RequestTimeTooSkewed") with
        {
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Date"] = "no date at all" },
        };

        var failure = await FailureAsync(store => store.GetAsync(Key, null, Deadline.Token));

        Assert.Equal(StoreError.ClockSkewed, failure.Error);
    }

    [Theory]
    [InlineData("aws", false)]
    [InlineData("hetzner", false)]
    [InlineData("ceph", false)]
    [InlineData("r2", false)]
    [InlineData("minio", false)]
    [InlineData("minio-2023", false)]
    [InlineData("b2", true)]
    public async Task A_conditional_replace_works_with_quoted_and_with_bare_ETags(string profile, bool isRefused)
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Of(profile));
        var store = bucket.Store;
        var first = await store.PutAsync("x", new byte[1]);
        if (isRefused)
        {
            var refused = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("x", new byte[2], PutCondition.Unchanged(first.ETag)));
            Assert.Equal(StoreError.Unsupported, refused.Error);
            return;
        }

        var second = await store.PutAsync("x", new byte[2], PutCondition.Unchanged(first.ETag));
        var stale = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("x", new byte[3], PutCondition.Unchanged(first.ETag)));
        var gone = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("y", new byte[3], PutCondition.Unchanged(first.ETag)));
        var before = bucket.S3.Calls.Count;
        await store.PutAsync("x", new byte[4], PutCondition.Unchanged(second.ETag));

        Assert.Equal((StoreError.ConditionFailed, StoreError.ConditionFailed), (stale.Error, gone.Error));
        Assert.Equal(1, bucket.S3.Calls.Count - before); // Learned: no second look.
    }

    private async Task<StoreException> FailureAsync(Func<S3Store, Task> call) =>
        await Assert.ThrowsAsync<StoreException>(() => call(_bucket.Store));
}
