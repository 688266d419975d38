using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Testing.Servers;

/// <summary>
/// Enough of S3 to play a provider: one bucket, its keys in memory, and whatever goes wrong that a test asks for.
/// </summary>
/// <remarks>
/// Like R2 it takes no body but one whose SHA-256 stands in <c>x-amz-content-sha256</c>. It looks at the access key, the
/// region and the date of a signature; that the signature itself is right, Ceph proves.
/// </remarks>
public sealed class FakeS3(FakeS3Profile profile)
{
    public const string Bucket = "shots";
    public const string AccessKey = "fakekey";
    public const string Region = "us-east-1";

    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(15);

    private readonly Lock _turn = new();
    private readonly SortedDictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly List<HttpCall> _calls = [];

    /// <summary>What is answered instead; null lets the request through. It is asked in the order of the requests.</summary>
    public Func<HttpCall, HttpAnswer?> Script { get; set; } = _ => null;

    /// <summary>Changes an answer on its way out.</summary>
    public Func<HttpCall, HttpAnswer, HttpAnswer> Bend { get; set; } = (_, answer) => answer;

    /// <summary>By how much the server's clock differs from this machine's.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>All requests so far, as <c>GET key</c>.</summary>
    public IReadOnlyList<HttpCall> Calls
    {
        get
        {
            lock (_turn)
            {
                return [.. _calls];
            }
        }
    }

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_turn)
            {
                return [.. _items.Keys];
            }
        }
    }

    /// <summary>An object that some other program put there.</summary>
    public void Put(string key, byte[] bytes)
    {
        lock (_turn)
        {
            _items[key] = new Item(bytes, _items.GetValueOrDefault(key), Now);
        }
    }

    /// <summary>Takes an object away, as a lifecycle rule or a person does.</summary>
    public void Remove(string key)
    {
        lock (_turn)
        {
            _items.Remove(key);
        }
    }

    public static HttpAnswer Error(int status, string code, string message = "") => new(status)
    {
        Headers = { ["Content-Type"] = "application/xml", ["x-amz-request-id"] = "1" },
        Body = Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message><RequestId>1</RequestId></Error>"),
    };

    public HttpAnswer Answer(HttpCall call)
    {
        lock (_turn)
        {
            _calls.Add(call);
            var answer = Script(call) ?? Refusal(call) ?? Do(call);
            answer.Headers.TryAdd("Date", Now.ToString("R", CultureInfo.InvariantCulture));
            return Bend(call, answer);
        }
    }

    private DateTimeOffset Now => DateTimeOffset.UtcNow + ClockOffset;

    private HttpAnswer? Refusal(HttpCall call)
    {
        var authorization = call.Header("Authorization") ?? "";
        var date = DateTimeOffset.ParseExact(
            call.Header("x-amz-date") ?? "00010101T000000Z", "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return call switch
        {
            _ when !authorization.Contains($"Credential={AccessKey}/", StringComparison.Ordinal) => Error(403, "InvalidAccessKeyId"),
            _ when !authorization.Contains($"/{Region}/s3/aws4_request", StringComparison.Ordinal) =>
                Error(400, "AuthorizationHeaderMalformed", $"The region is wrong; expecting '{Region}'"),
            _ when call.Header("x-amz-security-token") is not null => Error(400, "ExpiredToken"),
            _ when (date - Now).Duration() > SkewMax => Error(403, "RequestTimeTooSkewed"),
            _ when call.Path.Split('/')[1] != Bucket => Error(404, "NoSuchBucket"),
            { Method: "PUT" } when call.Header("x-amz-content-sha256") != Hex(SHA256.HashData(call.Body)) => Error(501, "NotImplemented"),
            { Method: "PUT" } when profile.RefusesPut => Error(403, "AccessDenied"),
            { Method: "DELETE" } when profile.RefusesDelete => Error(403, "AccessDenied"),
            _ => null,
        };
    }

    private HttpAnswer Do(HttpCall call)
    {
        var key = Uri.UnescapeDataString(call.Path[(Bucket.Length + 1)..].TrimStart('/'));
        return (call.Method, key) switch
        {
            ("GET", "") => profile.RefusesList ? Error(403, "AccessDenied") : List(call),
            ("GET" or "HEAD", _) => Get(call, key),
            ("PUT", _) => Put(call, key),
            ("DELETE", _) => Delete(key),
            _ => Error(405, "MethodNotAllowed"),
        };
    }

    private HttpAnswer Get(HttpCall call, string key)
    {
        if (_items.GetValueOrDefault(key) is not { } item)
        {
            return Error(404, "NoSuchKey");
        }

        if (item.Before is { } before && item.StaleReads++ < profile.StaleReads)
        {
            item = before;
        }

        if (call.Header("If-None-Match")?.Trim('"') == item.ETag && !profile.RefusesConditions)
        {
            return new HttpAnswer(304) { Headers = { ["ETag"] = $"\"{item.ETag}\"" } };
        }

        var answer = new HttpAnswer(200)
        {
            Headers = { ["ETag"] = $"\"{item.ETag}\"", ["Last-Modified"] = item.Modified.ToString("R", CultureInfo.InvariantCulture) },
            Body = item.Bytes,
        };
        return call.Header("Range") is { } range ? Part(answer, range["bytes=".Length..].Split('-')) : answer;
    }

    private static HttpAnswer Part(HttpAnswer whole, string[] bounds)
    {
        var first = long.Parse(bounds[0], CultureInfo.InvariantCulture);
        var last = Math.Min(long.Parse(bounds[1], CultureInfo.InvariantCulture), whole.Body.Length - 1);
        if (first >= whole.Body.Length)
        {
            return Error(416, "InvalidRange");
        }

        whole.Headers["Content-Range"] = $"bytes {first}-{last}/{whole.Body.Length}";
        return whole with { Status = 206, Body = whole.Body[(int)first..((int)last + 1)] };
    }

    private HttpAnswer Put(HttpCall call, string key)
    {
        var ifAbsent = call.Header("If-None-Match");
        var ifMatch = call.Header("If-Match");
        var found = _items.GetValueOrDefault(key);
        if ((ifAbsent ?? ifMatch) is not null && !profile.IgnoresConditions)
        {
            var expected = found is null ? "" : profile.ComparesBareETags ? found.ETag : $"\"{found.ETag}\"";
            var isNot = profile.AnswersUnmodified ? new HttpAnswer(304) : Error(412, "PreconditionFailed");
            ifMatch = profile.ComparesAnyETags && ifMatch is not null ? $"\"{ifMatch.Trim('"')}\"" : ifMatch;
            var refusal = (found, ifMatch) switch
            {
                _ when profile.RefusesConditions => Error(501, "NotImplemented"),
                (null, not null) => profile.FailsConditionOnMissing ? Error(412, "PreconditionFailed") : Error(404, "NoSuchKey"),
                (not null, null) => isNot,
                (not null, var tag) when tag != expected => isNot,
                _ => null,
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }

        var item = new Item(call.Body, found, Now);
        _items[key] = item;
        return new HttpAnswer(200) { Headers = { ["ETag"] = $"\"{item.ETag}\"" } };
    }

    private HttpAnswer Delete(string key)
    {
        _items.Remove(key);
        return new HttpAnswer(204);
    }

    private HttpAnswer List(HttpCall call)
    {
        var prefix = call.Query.GetValueOrDefault("prefix", "");
        var after = call.Query.TryGetValue("continuation-token", out var token)
            ? Encoding.UTF8.GetString(Convert.FromHexString(token))
            : call.Query.GetValueOrDefault("start-after", "");
        var max = int.Parse(call.Query.GetValueOrDefault("max-keys", "1000"), CultureInfo.InvariantCulture);
        var matching = _items.Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(one.Key, after) > 0)
            .Take(max + 1).ToList();
        var page = matching.Take(max).ToList();
        var isUrl = call.Query.GetValueOrDefault("encoding-type") == "url";
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        text.Append(CultureInfo.InvariantCulture, $"<Name>{Bucket}</Name><KeyCount>{page.Count}</KeyCount><MaxKeys>{max}</MaxKeys>");
        text.Append(isUrl ? "<EncodingType>url</EncodingType>" : "");
        text.Append(matching.Count > max ? $"<IsTruncated>true</IsTruncated><NextContinuationToken>{Hex(Encoding.UTF8.GetBytes(page[^1].Key))}</NextContinuationToken>" : "<IsTruncated>false</IsTruncated>");
        foreach (var (key, item) in page)
        {
            var name = isUrl ? Uri.EscapeDataString(key) : SecurityElement.Escape(key);
            text.Append($"<Contents><Key>{name}</Key><LastModified>{item.Modified.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'.000Z'}</LastModified>");
            text.Append(CultureInfo.InvariantCulture, $"<ETag>&quot;{item.ETag}&quot;</ETag><Size>{item.Bytes.Length}</Size></Contents>");
        }

        text.Append("</ListBucketResult>");
        return new HttpAnswer(200) { Headers = { ["Content-Type"] = "application/xml" }, Body = Encoding.UTF8.GetBytes(text.ToString()) };
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private sealed class Item(byte[] bytes, Item? before, DateTimeOffset modified)
    {
        public byte[] Bytes { get; } = bytes;

        public Item? Before { get; } = before;

        public DateTimeOffset Modified { get; } = modified;

        public string ETag { get; } = Hex(SHA256.HashData(bytes))[..32];

        public int StaleReads { get; set; }
    }
}
