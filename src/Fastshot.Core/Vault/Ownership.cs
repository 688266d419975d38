namespace Fastshot.Core.Vault;

/// <summary>Hands a resource on to what is built from it, and disposes it where that fails.</summary>
internal static class Ownership
{
    extension(IAsyncDisposable resource)
    {
        public async Task<T> UseAsync<T>(Func<Task<T>> build)
        {
            try
            {
                return await build().ConfigureAwait(false);
            }
            catch
            {
                await resource.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
