using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>How an index comes to be: opened where it stands, or made anew from the pieces.</summary>
public interface IIndexProvider
{
    /// <summary>Opens the index, or returns null: with a reason where it cannot be used, without where there is none.</summary>
    IIndex? TryOpen(out string? reason);

    /// <summary>Sets what stands there aside, and makes an index of the entries.</summary>
    IIndex Rebuild(IEnumerable<KeyValuePair<EntryId, Entry>> entries, IEnumerable<Digest> pieces);
}
