using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Fastshot.Storage.S3;

/// <summary>The SDK's client without its retries: those are ours, above the store. Only a wrong clock is mended here.</summary>
internal sealed class S3Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerBefore<Signer>(new BodyHashHandler());
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new OnceForTheClock()));
    }

    /// <summary>Signs again, once, when the server said that the clock is wrong: its Date tells by how much.</summary>
    private sealed class OnceForTheClock : RetryPolicy
    {
        public OnceForTheClock() => MaxRetries = 1;

        public override bool CanRetry(IExecutionContext executionContext) => true;

        public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

        public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
            Task.FromResult(false);

        public override bool RetryLimitReached(IExecutionContext executionContext)
        {
            ArgumentNullException.ThrowIfNull(executionContext);
            return executionContext.RequestContext.Retries >= MaxRetries;
        }

        public override void WaitBeforeRetry(IExecutionContext executionContext)
        {
            // The server has answered already; there is nothing to wait for.
        }

        public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) => Task.CompletedTask;
    }
}
