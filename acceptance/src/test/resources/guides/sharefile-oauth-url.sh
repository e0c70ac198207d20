curl -X GET
-H 'Content-Type: application/json'
'https://api.cloud-elements.com/elements/api-v2/elements/shareFile/oauth/url?apiKey=shareFile_unique_identifier&apiSecret=shareFile_client_secret&siteAddress=your_shareFile_sbudomain&callbackUrl=http://www.my_cool_app.com/auth&state=shareFile'
