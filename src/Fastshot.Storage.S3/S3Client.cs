using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;
using Amazon.S3.Model;

namespace Fastshot.Storage.S3;

/// <summary>The SDK's client, which makes each request once and signs it as we do.</summary>
internal sealed class S3Client(AWSCredentials credentials, AmazonS3Config config, SigningClock clock) : AmazonS3Client(credentials, config)
{
    // Set before the base class builds its pipeline, as field initializers are.
    private readonly SigningClock _clock = clock;

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<AmazonS3ResponseHandler>(new PlainDownloads());
        pipeline.AddHandlerBefore<Signer>(new SigningHandler(() => _clock.Now));
        pipeline.RemoveHandler<RetryHandler>();
    }

    /// <summary>Leaves downloads as they come: the SDK takes their ETag for an MD5, which at many servers it is not.</summary>
    private sealed class PlainDownloads : AmazonS3ResponseHandler
    {
        protected override void PostInvoke(IExecutionContext executionContext)
        {
            ArgumentNullException.ThrowIfNull(executionContext);
            if (executionContext.ResponseContext.Response is not GetObjectResponse)
            {
                base.PostInvoke(executionContext);
            }
        }
    }
}
