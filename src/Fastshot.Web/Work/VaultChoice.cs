using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Which of the vaults at a place is joined.</summary>
internal static class VaultChoice
{
    /// <summary>The vault, or null where a new one is made.</summary>
    /// <exception cref="ApiException">It has to be said, or is not there.</exception>
    public static VaultId? Of(SetUpRequestShape request, IReadOnlyList<VaultId> vaults, SessionLibrary? own, VaultId? successor)
    {
        if (!string.IsNullOrEmpty(request.Vault))
        {
            return VaultId.TryParse(request.Vault, out var chosen) && vaults.Contains(chosen)
                ? chosen
                : throw ApiException.NotFound($"No vault '{request.Vault}' lies there.", "no_vault");
        }

        if (successor is { } after && vaults.Contains(after))
        {
            return after;
        }

        if (own is not null && vaults.Contains(own.Vault))
        {
            return own.Vault;
        }

        return vaults switch
        {
            [] => null,
            [var only] => only,
            _ => throw ApiException.Conflict("several_vaults", "Several vaults lie there.", "Say which one."),
        };
    }
}
