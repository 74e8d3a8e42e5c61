using Poruka.Publishing.AddPicture;
using Poruka.Publishing.EditPost;
using Poruka.Publishing.FeedSite;
using Poruka.Publishing.ListPosts;
using Poruka.Publishing.MovePost;
using Poruka.Publishing.ReadSite;
using Poruka.Publishing.SendNewsletter;
using Poruka.Publishing.SetSite;
using Poruka.Publishing.ShowPost;
using Poruka.Publishing.Subscribe;

namespace Poruka.Publishing;

/// <summary>The public site, and the desk of those who write for it.</summary>
internal static class PublishingPages
{
    /// <summary>Maps them.</summary>
    public static void MapPublishingPages(this IEndpointRouteBuilder routes)
    {
        routes.MapReadSite();
        routes.MapFeedSite();
        routes.MapSubscribe();
        routes.MapListPosts();
        routes.MapEditPost();
        routes.MapShowPost();
        routes.MapMovePost();
        routes.MapAddPicture();
        routes.MapSetSite();
        routes.MapSendNewsletter();
    }
}
