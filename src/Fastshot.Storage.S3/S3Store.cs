using System.Globalization;
using System.Net;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using Fastshot.Core.Storage;
using ByteRange = Fastshot.Core.Storage.ByteRange;

namespace Fastshot.Storage.S3;

/// <summary>The objects of a bucket of any S3 server, below a prefix. It makes each request once; retries stand above it.</summary>
/// <remarks>
/// A body is streamed, its length said, its SHA-256 signed, so that the server checks it. Objects of the bucket whose
/// names are no object keys are not seen. <see cref="ObjectInfo.Modified"/> is in whole seconds; of a put it is this
/// device's time.
/// </remarks>
public sealed class S3Store : IObjectStore, IDisposable
{
    private readonly S3Options _options;
    private readonly TimeProvider _time;
    private readonly S3Failures _failures;
    private readonly SigningClock _clock;
    private readonly DateWatch _dates;
    private readonly HttpClient _http;
    private readonly S3Client _client;
    private readonly Bandwidth? _up;
    private readonly Bandwidth? _down;

    // Whether the server compares ETags with their quotes or without; not known before a condition held.
    private volatile ETagStyle _eTags;

    /// <summary>Asks nothing of the server.</summary>
    public S3Store(S3Options options, TimeProvider time)
        : this(options, time, S3ClientFactory.CreateHandler(options))
    {
    }

    /// <summary>A store whose requests go to a handler, which it owns.</summary>
    internal S3Store(S3Options options, TimeProvider time, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time, _failures) = (options, time, new S3Failures(options));
        _clock = new SigningClock(time);
        _dates = new DateWatch(handler, time);
        _http = new HttpClient(new EagerBodies(_dates)) { Timeout = Timeout.InfiniteTimeSpan };
        _client = S3ClientFactory.Create(options, _http, _clock);
        _up = options.BandwidthUp is { } up ? new Bandwidth(up, time) : null;
        _down = options.BandwidthDown is { } down ? new Bandwidth(down, time) : null;
    }

    /// <summary>By how much the server's clock is ahead of this device's; null before its first answer.</summary>
    public TimeSpan? ClockOffset => _dates.Offset;

    /// <summary>Whether the server was seen to compare ETags without their quotes only.</summary>
    public bool ComparesBareETags => _eTags is ETagStyle.Bare;

    public async Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        var request = new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = Outer(key.Value) };
        return await CallAsync(
            $"look at '{key}'",
            async guard =>
            {
                try
                {
                    var found = await _client.GetObjectMetadataAsync(request, guard.Token).ConfigureAwait(false);
                    return InfoOf(key, found.ContentLength, found.ETag, found.LastModified);
                }
                catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
                {
                    return null;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<StoredObject?> GetAsync(ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = Outer(key.Value) };
        if (range is { } wanted)
        {
            request.ByteRange = new Amazon.S3.Model.ByteRange(wanted.Offset, LastOf(wanted));
        }

        return CallAsync($"read '{key}'", guard => GetAsync(key, request, range, guard), cancellationToken);
    }

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = Outer(key.Value), EtagToNotMatch = Quoted(ifNoneMatch) };
        try
        {
            var found = await CallAsync($"read '{key}'", guard => GetAsync(key, request, range: null, guard), cancellationToken)
                .ConfigureAwait(false);

            // Where the condition was passed over, what it asks is known all the same.
            return await ConditionalGet.OfAsync(found, ifNoneMatch).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotModified })
        {
            return ConditionalGet.NotModified;
        }
    }

    public async Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var known = await HashedContent.OfAsync(content, cancellationToken).ConfigureAwait(false);
        if (condition is not PutCondition.UnchangedCondition unchanged)
        {
            return await PutOnceAsync(key, known, condition, cancellationToken).ConfigureAwait(false);
        }

        // As others of its kind do, until it is known.
        var style = _eTags is not ETagStyle.Unknown ? _eTags : _dates.IsLikeCeph ? ETagStyle.Bare : ETagStyle.Quoted;
        try
        {
            var put = await PutOnceAsync(key, known, AsSent(unchanged, style), cancellationToken).ConfigureAwait(false);
            _eTags = style;
            return put;
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed && _eTags is ETagStyle.Unknown)
        {
            // Where the condition holds, and the server says it does not, it compares in the other way.
            if ((await HeadAsync(key, cancellationToken).ConfigureAwait(false))?.ETag != unchanged.ETag)
            {
                throw;
            }

            style = style is ETagStyle.Bare ? ETagStyle.Quoted : ETagStyle.Bare;
            var put = await PutOnceAsync(key, known, AsSent(unchanged, style), cancellationToken).ConfigureAwait(false);
            _eTags = style;
            return put;
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        var request = new DeleteObjectRequest { BucketName = _options.Bucket, Key = Outer(key.Value) };
        return CallAsync(
            $"delete '{key}'",
            async guard =>
            {
                try
                {
                    await _client.DeleteObjectAsync(request, guard.Token).ConfigureAwait(false);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
                {
                    // Gone already, which is what was asked for.
                }

                return true;
            },
            cancellationToken);
    }

    public async Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ListPage.ThrowIfNotCount(countMax);
        var found = new List<ObjectInfo>();
        var request = new ListObjectsV2Request
        {
            BucketName = _options.Bucket,
            Prefix = Outer(prefix),
            StartAfter = after is { } last ? Outer(last.Value) : null,
            MaxKeys = countMax,
            Encoding = EncodingType.Url,
        };
        while (true)
        {
            var page = await CallAsync(
                "list objects", guard => _client.ListObjectsV2Async(request, guard.Token), cancellationToken).ConfigureAwait(false);
            if (page.Name is null)
            {
                throw _failures.NotSpoken();
            }

            AddKnown(found, page, after);
            if (page.IsTruncated is not true)
            {
                return new ListPage(found, Next: null);
            }

            if (found.Count > 0)
            {
                return new ListPage(found, found[^1].Key);
            }

            // A whole page of foreign objects: there is nothing yet that the next page could start after.
            request.ContinuationToken = page.NextContinuationToken ?? throw _failures.NotSpoken();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<StoredObject?> GetAsync(
        ObjectKey key, GetObjectRequest request, ByteRange? range, StallGuard guard)
    {
        GetObjectResponse response;
        try
        {
            response = await _client.GetObjectAsync(request, guard.Token).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return await HeadAsync(key, guard.Token).ConfigureAwait(false) is { } info ? new StoredObject(info, Stream.Null) : null;
        }

        try
        {
            if (range is not null && response.HttpStatusCode is not HttpStatusCode.PartialContent)
            {
                throw new StoreException(StoreError.Unsupported, $"{_options.Server} does not give parts of objects.");
            }

            var whole = range is null ? response.ContentLength : LengthOf(response.ContentRange);
            var source = _down?.Pace(response.ResponseStream) ?? response.ResponseStream;
            var content = new DownloadStream(response, source, response.ContentLength, _options.StallMax, _time);
            return new StoredObject(InfoOf(key, whole, response.ETag, response.LastModified), content);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<ObjectInfo> PutOnceAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken)
    {
        UploadStream? body = null;
        try
        {
            return await CallAsync(
                $"write '{key}'",
                async guard =>
                {
                    body = new UploadStream(_up?.Pace(content) ?? content, guard);
                    await using (body.ConfigureAwait(false))
                    {
                        return await SendAsync(key, content, condition, body, guard.Token).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (body?.Failure is not null && e.InnerException is not AmazonS3Exception { InnerException: HttpErrorResponseException })
        {
            body.Failure.Throw();
            throw;
        }
    }

    private async Task<ObjectInfo> SendAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.PutObjectAsync(NewPut(key, content, condition, body), cancellationToken).ConfigureAwait(false);
            return InfoOf(key, content.Length, answer.ETag, _time.GetUtcNow().UtcDateTime);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey" && condition is PutCondition.UnchangedCondition)
        {
            throw new StoreException(StoreError.ConditionFailed, $"'{key}' is gone.", e);
        }
    }

    private PutObjectRequest NewPut(ObjectKey key, ObjectContent content, PutCondition condition, Stream body)
    {
        var request = new PutObjectRequest
        {
            BucketName = _options.Bucket,
            Key = Outer(key.Value),
            InputStream = body,
            AutoCloseStream = false,
            AutoResetStreamPosition = false,
            UseChunkEncoding = false,
            ContentType = "application/octet-stream",
            IfNoneMatch = condition is PutCondition.AbsentCondition ? "*" : null,
            IfMatch = (condition as PutCondition.UnchangedCondition)?.ETag,
        };
        request.Headers.ContentLength = content.Length;
        request.Headers[RequestSigner.HashHeader] = Convert.ToHexStringLower(content.Sha256.Span);
        return request;
    }

    private async Task<T> CallAsync<T>(string what, Func<StallGuard, Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await CallOnceAsync(what, request, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.ClockSkewed && _clock.TryCorrect(_dates.Offset))
        {
            return await CallOnceAsync(what, request, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> CallOnceAsync<T>(string what, Func<StallGuard, Task<T>> request, CancellationToken cancellationToken)
    {
        if (_options.Credentials is null)
        {
            throw new StoreException(StoreError.WrongCredentials, "No access key and secret key were found.")
            {
                Hint = $"Looked at {_options.CredentialSource}.",
            };
        }

        using var guard = new StallGuard(_options.StallMax, _time, cancellationToken);
        try
        {
            return await request(guard).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (guard.IsStalled && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreException(
                StoreError.Unavailable, $"{_options.Server} did not answer for {_options.StallMax.TotalSeconds:N0} seconds.", e);
        }
        catch (Exception e) when (S3Failures.AreOfTheWorld(e))
        {
            // A cancelled request may end as a broken connection.
            cancellationToken.ThrowIfCancellationRequested();
            throw _failures.Of(e, what);
        }
    }

    private void AddKnown(List<ObjectInfo> found, ListObjectsV2Response page, ObjectKey? after)
    {
        foreach (var one in page.S3Objects ?? [])
        {
            var name = page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(one.Key) : one.Key;
            if (!name.StartsWith(_options.Prefix.Value, StringComparison.Ordinal)
                || !ObjectKey.TryParse(name[_options.Prefix.Value.Length..], out var key))
            {
                continue;
            }

            var previous = found.Count > 0 ? found[^1].Key : after;
            if (previous is { } before && key <= before)
            {
                throw new StoreException(StoreError.Broken, $"{_options.Server} lists objects out of order: '{key}' after '{before}'.");
            }

            found.Add(InfoOf(key, one.Size ?? 0, one.ETag, one.LastModified));
        }
    }

    private ObjectInfo InfoOf(ObjectKey key, long length, string? eTag, DateTime? modified)
    {
        if (string.IsNullOrEmpty(eTag))
        {
            throw _failures.NotSpoken();
        }

        var time = modified is { } known ? new DateTimeOffset(known.ToUniversalTime()) : _time.GetUtcNow();
        return new ObjectInfo(key, length, eTag.Trim('"'), new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero));
    }

    private static PutCondition AsSent(PutCondition.UnchangedCondition condition, ETagStyle style) =>
        style is ETagStyle.Bare ? condition : PutCondition.Unchanged(Quoted(condition.ETag)!);

    private static string? Quoted(string? eTag) => eTag is null ? null : $"\"{eTag}\"";

    private string Outer(string name) => _options.Prefix.Value + name;

    private static long LastOf(ByteRange range) =>
        range.Length > long.MaxValue - range.Offset ? long.MaxValue : range.Offset + range.Length - 1;

    // "bytes 2-4/10"
    private long LengthOf(string? contentRange) =>
        long.TryParse(contentRange?[(contentRange.IndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw _failures.NotSpoken();
}
