using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Testing.Servers;

/// <summary>Requests without a body, signed by AWS Signature Version 4: a second implementation, for what the store never does.</summary>
public static class SignedRequest
{
    private const string Region = "us-east-1";

    /// <summary>Makes a bucket, and returns its name.</summary>
    public static async Task<string> CreateBucketAsync(Uri endpoint, string bucket, string accessKey, string secretKey)
    {
        using var http = new HttpClient();
        using var request = Of(HttpMethod.Put, new Uri(endpoint, $"/{bucket}"), accessKey, secretKey);
        using var answer = await http.SendAsync(request, Deadline.Token);
        return answer.StatusCode is HttpStatusCode.OK
            ? bucket
            : throw new InvalidOperationException($"No bucket could be made: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Deadline.Token)}");
    }

    public static HttpRequestMessage Of(HttpMethod method, Uri url, string accessKey, string secretKey)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(url);
        var now = DateTimeOffset.UtcNow;
        var time = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = time[..8];
        var bodyHash = Hex(SHA256.HashData([]));
        var query = string.Join('&', url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Contains('=', StringComparison.Ordinal) ? part : $"{part}=").Order(StringComparer.Ordinal));
        var canonical = $"{method}\n{url.AbsolutePath}\n{query}\nhost:{url.Authority}\nx-amz-content-sha256:{bodyHash}\nx-amz-date:{time}\n\nhost;x-amz-content-sha256;x-amz-date\n{bodyHash}";
        var scope = $"{day}/{Region}/s3/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes($"AWS4{secretKey}");
        foreach (var part in (string[])[day, Region, "s3", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("x-amz-date", time);
        request.Headers.Add("x-amz-content-sha256", bodyHash);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)))}");
        return request;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
