using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>The nodes as a user sees them: with the choices among the user's own files.</summary>
public sealed class UserNodes(IEngine engine, IUserFiles files)
{
    /// <param name="user">Null sees nobody's files.</param>
    public NodeCatalog Of(CurrentUser? user) => user is null ? engine.Nodes : engine.Nodes.In(files.Of(user).Pictures);
}
