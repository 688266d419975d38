using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>What the client and the server say of a failure, as one of a store's kinds, in words that say what to do.</summary>
/// <param name="options">Names the bucket and the server in the words; never a secret.</param>
internal sealed class S3Failures(S3Options options)
{
    private const string NotS3 = "Something answers there that does not speak S3, such as a web page or a proxy.";

    private string Server => options.Server;

    // Where it stands how a bucket of this provider is made, and which rights suffice.
    private string Page => S3Provider.Of(options.Endpoint.Value).Page;

    /// <summary>Whether the client's exception is a failure outside this process, and not said in our words yet.</summary>
    public static bool AreOfTheWorld(Exception exception) =>
        exception is AmazonClientException or AmazonServiceException or HttpRequestException or System.Xml.XmlException or FormatException
            or (IOException and not StoreException);

    /// <summary>A failure of the client, in our words.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="what">What was tried, as <c>write 'log/x.age'</c>.</param>
    public StoreException Of(Exception exception, string what)
    {
        var failure = Translate(exception, what);
        if (options.Proxy.Value is not { } proxy || failure.Error is not (StoreError.Denied or StoreError.Unavailable or StoreError.Broken))
        {
            return failure;
        }

        var way = $"The connection goes through the proxy {proxy.Authority} (from {options.Proxy.Source}): that may be what says so.";
        return new StoreException(failure.Error, failure.Message, failure.InnerException)
        {
            Hint = failure.Hint is { } hint ? $"{hint} {way}" : way,
        };
    }

    private StoreException Translate(Exception exception, string what) => exception switch
    {
        AmazonServiceException { InnerException: HttpRequestException inner } => OfHttp(inner),
        AmazonUnmarshallingException e => NotSpoken(e),
        AmazonServiceException e => OfAnswer(e, what),
        HttpRequestException e => OfHttp(e),
        System.Xml.XmlException or FormatException => NotSpoken(exception),
        AmazonClientException { InnerException: { } inner } when AreOfTheWorld(inner) => Translate(inner, what),
        AmazonClientException e => new StoreException(StoreError.WrongCredentials, $"There are no credentials: {e.Message.TrimEnd('.')}.", e),
        _ => new StoreException(StoreError.Unavailable, $"The connection to {Server} broke.", exception),
    };

    /// <summary>Success was answered without what belongs to it.</summary>
    public StoreException NotSpoken(Exception? inner = null) =>
        new(StoreError.Broken, $"{Server} did not answer as an S3 server does.", inner)
        {
            Hint = $"{NotS3} Check the endpoint.",
        };

    private StoreException OfHttp(HttpRequestException e)
    {
        if (e.StatusCode is HttpStatusCode.ProxyAuthenticationRequired)
        {
            return ProxyWantsPassword(e);
        }

        return e.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError when IsOfCertificate(e) =>
                new StoreException(StoreError.Untrusted, $"The certificate of {Server} is not trusted.", e)
                {
                    Hint = "Where its authority is your own, name the authority's file: fastshot config set ca_file PATH",
                },
            HttpRequestError.SecureConnectionError => new StoreException(StoreError.Unavailable, $"{Server} does not speak TLS.", e)
            {
                Hint = "Write http:// in the endpoint where it is meant so.",
            },
            HttpRequestError.NameResolutionError =>
                new StoreException(StoreError.Unavailable, $"There is no server of the name {Server}, or no network.", e),
            HttpRequestError.ProxyTunnelError when e.Message.Contains("407", StringComparison.Ordinal) => ProxyWantsPassword(e),
            HttpRequestError.ProxyTunnelError => new StoreException(StoreError.Unavailable, "The proxy refuses the connection.", e)
            {
                Hint = "Check proxy_url in config.ini.",
            },
            HttpRequestError.ConnectionError => new StoreException(StoreError.Unavailable, $"{Server} cannot be reached.", e),
            HttpRequestError.InvalidResponse => NotSpoken(e),
            _ => new StoreException(StoreError.Unavailable, $"The connection to {Server} broke.", e),
        };
    }

    private static StoreException ProxyWantsPassword(Exception e) =>
        new(StoreError.Denied, "The proxy wants a name and a password.", e)
        {
            Hint = "Write them into proxy_url in config.ini: http://NAME:PASSWORD@PROXY:PORT",
        };

    private StoreException OfAnswer(AmazonServiceException e, string what) => e.ErrorCode switch
    {
        "NoSuchBucket" => new(StoreError.NoSuchPlace, $"There is no bucket '{options.Bucket}' at {Server}.", e)
        {
            Hint = $"Create it at the provider ({Page}), or correct its name or the endpoint. Fastshot never creates a bucket.",
        },
        "InvalidAccessKeyId" or "InvalidAccessKey" => new(StoreError.WrongCredentials, $"{Server} does not know the access key.", e)
        {
            Hint = $"It comes from {options.CredentialSource}. Check it, and that it belongs to this provider ({Page}).",
        },
        "SignatureDoesNotMatch" => new(StoreError.WrongCredentials, $"{Server} refuses the signature: the secret key is not that of the access key.", e)
        {
            Hint = $"It comes from {options.CredentialSource}. Where it is right, check the region and the proxy.",
        },
        "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "InvalidToken" =>
            new(StoreError.WrongCredentials, "The session token has expired, or is not one of this server.", e)
            {
                Hint = $"It comes from {options.CredentialSource}. Get a new one.",
            },
        "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" =>
            new(StoreError.ClockSkewed, $"The clocks of this device and of {Server} differ too much.", e)
            {
                Hint = "Set the clock of this device.",
            },
        "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "TemporaryRedirect" or "Redirect" =>
            WrongRegion(e),
        "SlowDown" or "SlowDownRead" or "SlowDownWrite" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequests"
            or "TooManyRequestsException" or "RequestThrottled" =>
            Throttled(e),
        "PreconditionFailed" => Condition(e, what),
        "ConditionalRequestConflict" or "OperationAborted" =>
            new(StoreError.Unavailable, $"Another request for the same object was under way at {Server}.", e),
        "QuotaExceeded" or "EntityTooLarge" or "StorageFull" or "XMinioStorageFull" or "InsufficientStorage" or "InsufficientCapacity" => Full(e),
        "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody" or "RequestTimeout" =>
            new(StoreError.Unavailable, $"What was sent did not arrive at {Server} as it was.", e),
        "NotImplemented" => Unsupported(e, what),
        _ => OfStatus(e, what),
    };

    private StoreException OfStatus(AmazonServiceException e, string what) => e.StatusCode switch
    {
        // The second is MinIO's in releases of 2023, where HTTP has it for reading only.
        HttpStatusCode.PreconditionFailed or HttpStatusCode.NotModified => Condition(e, what),
        HttpStatusCode.NotImplemented => Unsupported(e, what),
        HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => WrongRegion(e),
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new(StoreError.Denied, $"{Server} refuses to {what}.", e)
        {
            Hint = $"The key from {options.CredentialSource} lacks the right, or the bucket is another's. {Page} says which rights are needed.",
        },
        HttpStatusCode.ProxyAuthenticationRequired => ProxyWantsPassword(e),
        HttpStatusCode.TooManyRequests => Throttled(e),
        HttpStatusCode.InsufficientStorage => Full(e),
        HttpStatusCode.Conflict or HttpStatusCode.RequestTimeout =>
            new(StoreError.Unavailable, $"{Server} could not {what} just now ({Code(e)}).", e),

        // Ceph: after a put to a bucket that is not there, the next answer on that connection is an empty 400.
        HttpStatusCode.BadRequest when IsEmpty(e) => new(StoreError.Unavailable, $"{Server} gave an empty refusal.", e),
        >= HttpStatusCode.InternalServerError => new(StoreError.Unavailable, $"{Server} failed to {what} ({Code(e)}).", e),
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => NotSpoken(e),
        _ => new(StoreError.Broken, $"{Server} refuses to {what} ({Code(e)}).", e),
    };

    private StoreException Throttled(Exception e) => new(StoreError.Throttled, $"{Server} asks for fewer requests.", e);

    private StoreException Full(Exception e) => new(StoreError.Full, $"There is no space left at {Server}, or a quota is used up.", e);

    private static StoreException Condition(Exception e, string what) =>
        new(StoreError.ConditionFailed, $"It could not {what}: the object there is not as the condition asks.", e);

    private StoreException Unsupported(Exception e, string what) =>
        new(StoreError.Unsupported, $"{Server} cannot {what} in this way.", e);

    private StoreException WrongRegion(AmazonServiceException e) =>
        new(StoreError.WrongRegion, $"The bucket '{options.Bucket}' is not in the region '{options.Region.Value}' (from {options.Region.Source}).", e)
        {
            Hint = e.Message.Contains("expecting", StringComparison.Ordinal)
                ? $"The server says: {e.Message}"
                : $"Look its region up at the provider ({Page}) and write it: …?region=REGION, or fastshot config set aws_region REGION",
        };

    private static bool IsEmpty(AmazonServiceException e) => e.ErrorCode is null or "" or "BadRequest" or "400";

    private static string Code(AmazonServiceException e) => $"{(int)e.StatusCode}{(string.IsNullOrEmpty(e.ErrorCode) ? "" : $" {e.ErrorCode}")}";

    // The framework tells a certificate from an answer that is no TLS by its words alone, which it does not translate.
    private static bool IsOfCertificate(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException!)
        {
            if (inner is AuthenticationException && inner.Message.Contains("certificate", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
