namespace Fastshot.Storage.S3;

/// <summary>Sends a small body along with its head; for a large one the server is asked first whether it wants it.</summary>
/// <remarks>The SDK asks each time (RFC 9110, Expect: 100-continue), which costs as many round trips again.</remarks>
internal sealed class EagerBodies(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // A body that is sent in vain, as to a server that is overloaded, takes about as long as a round trip.
    private const int BytesMax = 256 * 1024;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content?.Headers.ContentLength <= BytesMax)
        {
            request.Headers.ExpectContinue = false;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
